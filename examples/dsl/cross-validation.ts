// Folds x candidates as a nested map (a matrix of scores), the same as a flat cross product, and a reduce.
import { z } from 'zod';
import { cross, dag, map, task } from 'perdure';
import { Dataset, ingestCsv, Scored, train } from './lifecycle-tasks.ts';

const Fold = z.object({ train: Dataset, holdout: Dataset });
const folds = task({
  name: 'folds',
  input: z.object({ data: Dataset, k: z.int() }),
  output: z.array(Fold),
  run: () => [],
});
const score = task({
  name: 'score',
  input: z.object({ model: Scored, on: Dataset }),
  output: z.object({ lr: z.number(), accuracy: z.number() }),
  run: () => ({ lr: 1, accuracy: 1 }),
});
const choose = task({
  name: 'choose',
  input: z.object({ matrix: z.array(z.array(z.object({ lr: z.number(), accuracy: z.number() }))) }),
  output: z.object({ lr: z.number() }),
  run: () => ({ lr: 1 }),
});
const candidates = [{ lr: 0.1 }, { lr: 0.01 }];

export const crossValidation = dag(
  { id: 'cross_validation', params: { url: z.string(), k: z.int().default(5) } },
  ({ params }) => {
    const data = ingestCsv({ url: params.url });
    const cut = folds({ data, k: params.k });
    const matrix = map(
      cut,
      (fold) =>
        map(
          candidates,
          ({ lr }) => {
            const model = train({ data: fold.train, lr });
            return score({ model, on: fold.holdout });
          },
          { id: 'candidate' },
        ),
      { id: 'fold' },
    );
    const flat = map(cross({ fold: cut, candidate: candidates }), ({ fold, candidate }) =>
      train({ data: fold.train, lr: candidate.lr }, { id: 'train_flat' }),
    );
    const best = choose({ matrix });
    train({ data, lr: best.lr }, { id: 'refit', after: flat });
  },
);
