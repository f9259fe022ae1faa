/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import {
  and,
  at,
  coalesce,
  cross,
  eq,
  gte,
  includes,
  length,
  map,
  not,
  template,
  type Given,
  type Ref,
  zip,
} from '../index.ts';
import { ingest, m, many, params, raw, run, soft, train } from './fixtures.test-d.ts';

export const given: Given<string> = template`${params.url} ${run.runId}`;
export const plain: Ref<string> = template`${m.acc}`;
export const filled: Ref<number> = coalesce(m.maybe.rows, 0);
soft({ why: 'x', model: at(many, 0) });
soft({ why: 'x', uri: coalesce(m.nul, 'none') });
train({ data: raw, lr: coalesce(at(m.by, 'f1'), 0), layers: [] });
map(zip({ a: many, b: [1, 2] }), ({ a, b }) => train({ data: a.data, lr: b, layers: [] }));
map(cross({ f: many, c: [{ lr: 1 }] }), ({ f, c }) =>
  train({ data: f.data, lr: c.lr, layers: [] }),
);

// @ts-expect-error
gte(m.uri, 3);
// @ts-expect-error
eq(m.verdict, 'promot');
// @ts-expect-error
and(m.acc);
// @ts-expect-error
not(m.verdict);
// @ts-expect-error
length(m.acc);
// @ts-expect-error
includes(m.tags, 3);
// @ts-expect-error
template`${m.tags}`;
// @ts-expect-error
map(zip({ a: many }), ({ b }) => b);
// @ts-expect-error
ingest({ url: coalesce(m.nul, 3) });
