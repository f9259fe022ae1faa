/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { task } from '../index.ts';
import { B, Data } from './fixtures.test-d.ts';

task({ name: 'sync', output: Data, run: () => ({ uri: '', rows: 1 }) });
task({ name: 'async', output: Data, run: async () => ({ uri: '', rows: 1 }) });
task({ name: 'void', run: () => {} });
task({ name: 'input', input: Data, run: ({ rows }) => void rows.toFixed() });
task({ name: 'signal', run: (_input, { signal }) => void signal.aborted });

// @ts-expect-error
task({ name: 'x', output: Data, run: () => ({ uri: 1, rows: 1 }) });
// @ts-expect-error
task({ name: 'x', output: Data, run: async () => ({ uri: 'x' }) });
// @ts-expect-error
task({ name: 'x', input: Data, run: ({ row }) => void row });
// @ts-expect-error
task({ name: 'x', output: Data, outlets: [B], run: () => ({ uri: '', rows: 1 }) });
// @ts-expect-error
task({ name: 'x', retires: 3, run: () => {} });
// @ts-expect-error
task({ name: 'x', isolation: 'thread', run: () => {} });
// @ts-expect-error
task({ run: () => {} });
// @ts-expect-error
task({ name: 'x' });
