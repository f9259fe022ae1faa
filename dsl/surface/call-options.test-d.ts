/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { A, ingest, m, nothing, raw } from './fixtures.test-d.ts';

ingest({ url: 'x' }, { retries: 3, retryDelay: '5m', queue: 'gpu', isolation: 'process' });
ingest({ url: 'x' }, { id: 'again', after: [raw, m], doc: 'why', outlets: [A] });
ingest({ url: 'x' }, { onFailure: ({ error }) => void error, resources: { gpu: 1 } });
nothing();
nothing({}, { after: raw });

// @ts-expect-error
nothing({}, { retryDelay: '5 parsecs' });
// @ts-expect-error
nothing({}, { after: ['ingest'] });
// @ts-expect-error
nothing({}, { retires: 3 });
// @ts-expect-error
nothing({}, { resources: { gpus: 1 } });
// @ts-expect-error
nothing({}, { after: 'ingest' });
