import { z } from 'zod';

const Whole = z.int().nonnegative();

/** How trials that promise nothing are stopped; see `shouldPrune`. */
export const PrunerSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('median'),
    /** Steps before anything is stopped. Default 1. */
    warmup: Whole.optional(),
    /** How many others must have come that far. Default 4. */
    startup: z.int().positive().optional(),
  }),
  z.object({
    kind: z.literal('halving'),
    /** The first step at which trials are compared. Default 1. */
    least: z.int().positive().optional(),
    /** One in so many goes on. Default 3. */
    factor: z.int().min(2).optional(),
  }),
  z.object({
    kind: z.literal('hyperband'),
    /** Steps of a whole trial. */
    most: z.int().positive(),
    least: z.int().positive().optional(),
    factor: z.int().min(2).optional(),
  }),
]);

/**
 * What a task needs to report from inside a trial: `reportTrial(ctx, input.trial, …)`. Give a task an
 * input `trial: TrialHandle`, and wire `trial.handle` to it.
 */
export const TrialHandle = z.object({
  /** The study: the task instance that opened it. */
  study: z.object({ dagId: z.string(), runId: z.string(), path: z.string() }),
  number: Whole,
  /** The trials that run beside it, itself among them: their first number and how many. */
  batch: z.object({ first: Whole, count: Whole }),
  /** All trials before the batch; absent for the first. */
  history: z.string().optional(),
  metric: z.string(),
  direction: z.enum(['minimize', 'maximize']),
  pruner: PrunerSpec.optional(),
  /** The study's run in tracking. */
  trackingRun: z.string(),
});
export interface TrialHandle extends z.output<typeof TrialHandle> {}
