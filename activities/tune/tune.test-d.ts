/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { choice, integer, real } from '../../ml/tuning/space/search-space.ts';
import { tune } from './tune.ts';

const train = task({
  name: 'train',
  input: z.object({ lr: z.number(), kind: z.enum(['a', 'b']) }),
  output: z.object({ loss: z.number(), model: z.string() }),
  run: () => ({ loss: 1, model: '' }),
});
const space = { lr: real(0, 1), kind: choice(['a', 'b']), n: integer(1, 2) };
const study = { space, trials: 3, metric: 'loss', direction: 'minimize' } as const;

const found = tune(study, ({ params }) => train({ lr: params.lr, kind: params.kind }));
train({ lr: found.best.params.lr, kind: found.best.params.kind });
tune(study, ({ params }) => ({ loss: train({ lr: params.n, kind: 'a' }).loss, more: 1 }));
task({ name: 'use', input: z.object({ model: z.string() }), run: () => {} })({
  model: found.best.output.model,
});

// @ts-expect-error a parameter that the space does not have
tune(study, ({ params }) => train({ lr: params.rate, kind: params.kind }));
// @ts-expect-error a parameter of another type
tune(study, ({ params }) => train({ lr: params.kind, kind: params.kind }));
// @ts-expect-error an output without the metric
tune({ ...study, metric: 'accuracy' }, ({ params }) => train({ lr: params.lr, kind: 'a' }));
// @ts-expect-error a metric that is no number
tune({ ...study, metric: 'model' }, ({ params }) => train({ lr: params.lr, kind: 'a' }));
// @ts-expect-error the best trial has no such parameter
found.best.params.rate;
