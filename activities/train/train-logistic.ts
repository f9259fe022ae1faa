import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { fitLogistic } from '../../ml/logistic/logistic-regression.ts';
import { standardize } from '../../ml/preprocess/standard-scaler.ts';
import { Candidate, TrainingInput } from './candidate.ts';
import { finishCandidate } from './finish-candidate.ts';
import { readTrainingData } from './training-data.ts';

/** Trains multinomial logistic regression on scaled features. */
export const trainLogistic = task({
  name: 'train_logistic',
  queue: 'cpu',
  isolation: 'process',
  timeout: '1h',
  retries: 1,
  input: TrainingInput.extend({
    /** Strength of the squared penalty; scikit-learn's 1 / C. */
    penalty: z.number().nonnegative().default(1),
    maxIterations: z.int().positive().default(300),
  }),
  output: Candidate,
  run: async ({ penalty, maxIterations, ...input }, ctx) => {
    const data = await readTrainingData(ctx, input);
    const since = performance.now();
    const { columns, mean, scale } = input.scaler;
    const scaled = { ...data.train, features: standardize(data.train.features, { mean, scale }) };
    const fit = fitLogistic(scaled, {
      ...{ penalty, maxIterations },
      onIteration: (iteration, loss) => ctx.heartbeat({ iteration, loss }),
    });
    if (!fit.converged) ctx.log.warn(`No optimum within ${fit.iterations} iterations.`);
    const { classes } = data.train;
    return finishCandidate(ctx, {
      ...{ input, data, since, device: { name: 'cpu', backend: 'typed arrays' } },
      classifier: {
        ...{ kind: 'logistic', columns, classes, scaler: { mean, scale } },
        parameters: fit.parameters,
      },
      settings: { penalty, maxIterations, iterations: fit.iterations, converged: fit.converged },
    });
  },
});
