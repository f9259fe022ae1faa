/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { sensor, template } from '../index.ts';
import { Data, ready } from './fixtures.test-d.ts';

sensor({ name: 'x', output: Data, poke: () => undefined });
sensor({ name: 'x', output: Data, poke: () => false });
sensor({ name: 'x', output: Data, poke: async () => ({ uri: '', rows: 1 }) });
sensor({ name: 'x', poke: () => true as const });
ready({ path: template`s3://x` }).size;

// @ts-expect-error
sensor({ name: 'x', output: Data, poke: () => ({ uri: 'x' }) });
// @ts-expect-error
sensor({ name: 'x', output: Data, poke: () => 'no' });
// @ts-expect-error
sensor({ name: 'x', pokeInterval: 'often', poke: () => true });
// @ts-expect-error
ready({ paht: 'x' });
