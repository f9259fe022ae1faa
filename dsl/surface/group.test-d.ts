/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { group, type Ref } from '../index.ts';
import { ingest, raw } from './fixtures.test-d.ts';

const g = group('g', () => ({ x: ingest({ url: 'u' }), y: 3 }), {
  defaults: { retries: 1 },
  after: raw,
});
ingest({ url: g.x.uri });
export const y: Ref<number> = g.y;

// @ts-expect-error
group('g', async () => {});
// @ts-expect-error
group('g', () => {}, { defaults: { retires: 1 } });
// @ts-expect-error
group('g', () => {}, { id: 'x' });
// @ts-expect-error
ingest({ url: g.y });
// @ts-expect-error
group(() => {});
