/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { at } from '../index.ts';
import { ingest, m, many, nothing, raw } from './fixtures.test-d.ts';

raw.uri;
m.data.rows;
m.maybe.uri;
export const { uri, ...rest } = raw;

// @ts-expect-error
m.accuracy;
// @ts-expect-error
m.data.url;
// @ts-expect-error
m.tags.map((t) => t);
// @ts-expect-error
m.tags.length;
// @ts-expect-error
m.tags[0];
// @ts-expect-error
for (const t of m.tags) ingest({ url: t });
// @ts-expect-error
if (m.ok) nothing();
// @ts-expect-error
export const a1 = m.ok ? 1 : 2;
// @ts-expect-error
export const a2 = m.ok && nothing();
// @ts-expect-error
m.acc > 0.9;
// @ts-expect-error
m.acc + 1;
// @ts-expect-error
m.acc * 2;
// @ts-expect-error
m.verdict === 'promote';
switch (m.verdict) {
  // @ts-expect-error
  case 'promote':
    break;
}
// @ts-expect-error
m.uri = 'x';
// @ts-expect-error
delete m.uri;
// @ts-expect-error
ingest({ url: at(m.tags, 0) });
void many;
