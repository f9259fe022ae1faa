import { z } from 'zod';
import { SplitBy } from '../split/split-by.ts';
import { Criterion, MetricName } from './criterion.ts';

const Group = z.object({
  /** A column that says to which group a row belongs; it need not be a feature. */
  column: z.string(),
  /** Fairlearn's words: how far apart the groups' shares may be, from 0 to 1. */
  metric: z.enum([
    'demographic_parity_difference',
    'equalized_odds_difference',
    'equal_opportunity_difference',
  ]),
  max: z.number().min(0).max(1),
  /** The class that counts as the good answer. Default: the last one. */
  positive: z.union([z.number(), z.string()]).optional(),
});

/**
 * What is to be solved, as data: the tasks read from here what they predict, what a model must
 * reach, and what it is compared with. Nothing of it stands in the code of a dag.
 */
export const Problem = z.object({
  /** Name under which the model is registered. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/),
  /** What is asked, and for whom, in a sentence or two. */
  statement: z.string().min(1),
  task: z.enum(['classification', 'regression']),
  /** The column that is predicted. */
  target: z.string().min(1),
  /** By this the candidates are ranked on the validation part. */
  metric: MetricName,
  /** What the chosen one must reach on the holdout. */
  criteria: z.array(Criterion).min(1),
  /** What any model must beat: always the commonest class, the mean, or the median. */
  baseline: z.enum(['majority', 'mean', 'median']).optional(),
  /** Fewer rows to train on end the run: too little to learn from. */
  minTrainRows: z.int().positive().default(50),
  /** What the model is for, in the business's own numbers. */
  kpi: z
    .array(z.object({ name: z.string(), goal: z.string(), because: z.string().optional() }))
    .default([]),
  /** Columns whose values are looked at one by one: where is the model worst? */
  slices: z.array(z.string()).default([]),
  /** Groups that must not be treated too differently; of classifications alone. */
  groups: z.array(Group).default([]),
  /** How rows are cut into parts: `split({ how: problem.splitBy })`. */
  splitBy: SplitBy.optional(),
  /** The file that declares it, for reasons and reports. */
  file: z.string().optional(),
});
export interface Problem extends z.output<typeof Problem> {}
