import { gte, repeat } from 'perdure';
import { z } from 'zod';
import { m, train, raw } from './mistakes-prelude.ts';

const state = z.object({ acc: z.number() });
repeat({ state, initial: { acc: 0 }, until: (s) => s.acc > 0.9, maxIterations: 3 }, () => ({ acc: m.acc }));
repeat({ state, initial: { acc: 0 }, until: (s) => gte(s.acc, 1), maxIterations: 3 }, () => ({ acc: m.uri }));
repeat({ state, initial: { acc: 0 }, until: (s) => gte(s.acc, 1) }, () => ({ acc: train({ data: raw, lr: 1 }).acc }));
