/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { asset, sensor, template } from '../index.ts';
import { Data, raw, ready } from './fixtures.test-d.ts';

sensor({ name: 'x', output: Data, poke: () => undefined });
sensor({ name: 'x', output: Data, poke: () => false });
sensor({ name: 'x', output: Data, poke: async () => ({ uri: '', rows: 1 }) });
sensor({ name: 'x', poke: () => true as const });
const asking = { pokeInterval: '5s', maxPokeInterval: '1m', pokeTimeout: '10s' } as const;
sensor({ name: 'x', ...asking, exponentialBackoff: true, softFail: true, poke: () => true });
const arrived = asset({ name: 'arrived', uri: 's3://x', payload: Data });
sensor({ name: 'x', output: Data, outlets: [arrived], poke: () => undefined });
ready({ path: template`s3://x` }).size;
ready({ path: 'x' }, { ...asking, softFail: false, timeout: '2h', id: 'again', after: raw });

// @ts-expect-error
sensor({ name: 'x', output: Data, poke: () => ({ uri: 'x' }) });
// @ts-expect-error
sensor({ name: 'x', output: Data, poke: () => 'no' });
// @ts-expect-error
sensor({ name: 'x', pokeInterval: 'often', poke: () => true });
// @ts-expect-error
ready({ paht: 'x' });
// @ts-expect-error
ready({ path: 'x' }, { pokeInterval: 5 });
// @ts-expect-error
ready({ path: 'x' }, { pokeIntervall: '5s' });
// @ts-expect-error
ready({ path: raw.rows });
// @ts-expect-error
sensor({ name: 'x', run: () => true });
