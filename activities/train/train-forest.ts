import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { Candidate, TrainingInput } from './candidate.ts';
import { trainCandidate } from './train-model.ts';

/** `trainModel` for a random forest: of classes, or of numbers. */
export const trainForest = task({
  name: 'train_forest',
  queue: 'cpu',
  isolation: 'process',
  timeout: '1h',
  retries: 1,
  input: TrainingInput.extend({
    trees: z.int().positive().max(2000).default(200),
    maxDepth: z.int().positive().default(64),
    minLeafRows: z.int().positive().default(1),
    balanced: z.boolean().default(false),
    seed: z.int().nonnegative().default(7),
  }),
  output: Candidate,
  run: ({ trees, maxDepth, minLeafRows, balanced, seed, ...input }, ctx) =>
    trainCandidate(ctx, input, { kind: 'forest', trees, maxDepth, minLeafRows, balanced, seed }),
});
