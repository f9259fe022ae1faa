/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { z } from 'zod';
import { gte, repeat } from '../index.ts';
import { Model, m, raw, soft, train } from './fixtures.test-d.ts';

const s = repeat(
  {
    state: z.object({ best: z.number(), m: Model.optional() }),
    initial: { best: 0 },
    until: (st) => gte(st.best, 0.9),
    maxIterations: 3,
  },
  (st, i) => ({ best: train({ data: raw, lr: st.best, layers: [i] }).acc, m }),
);
soft({ why: 'x', model: s.m });

const state = z.object({ best: z.number() });
const maxIterations = 3;
// @ts-expect-error
repeat({ state, initial: { bets: 0 }, until: (x) => gte(x.best, 1), maxIterations }, (x) => x);
// @ts-expect-error
repeat({ state, initial: { best: 0 }, until: (x) => x.best, maxIterations }, (x) => x);
// @ts-expect-error
repeat({ state, initial: { best: 0 }, until: (x) => gte(x.best, 1) }, (x) => x);
repeat({ state, initial: { best: 0 }, until: (x) => gte(x.best, 1), maxIterations }, () => ({
  // @ts-expect-error
  best: raw.uri,
}));
