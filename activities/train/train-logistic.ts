import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { Candidate, TrainingInput } from './candidate.ts';
import { trainCandidate } from './train-model.ts';

/** `trainModel` for multinomial logistic regression, on scaled features. */
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
  run: ({ penalty, maxIterations, ...input }, ctx) =>
    trainCandidate(ctx, input, { kind: 'logistic', penalty, maxIterations }),
});
