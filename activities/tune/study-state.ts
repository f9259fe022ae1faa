import { z } from 'zod';

/** A trial that has ended, as the study remembers it. */
export const TrialRecord = z.object({
  number: z.int().nonnegative(),
  params: z.unknown(),
  state: z.enum(['complete', 'pruned', 'failed']),
  /** The metric; of a pruned trial its last. Absent for a failed one. */
  value: z.number().optional(),
  /** What it reported on its way: pairs of step and value. */
  curve: z.array(z.tuple([z.number(), z.number()])),
});
export interface TrialRecord extends z.output<typeof TrialRecord> {}

/** The trial to beat, with what its body returned. */
export const BestTrial = z.object({
  number: z.int().nonnegative(),
  params: z.unknown(),
  value: z.number(),
  output: z.unknown(),
});
export interface BestTrial extends z.output<typeof BestTrial> {}

/**
 * What goes from one batch to the next. The history itself lies in the object store, so that a
 * study of a thousand trials is no larger in the run than one of ten.
 */
export const StudyState = z.object({
  /** Artifact with all trials so far; absent before the first batch. */
  history: z.string().optional(),
  complete: z.int().nonnegative(),
  pruned: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  best: BestTrial.optional(),
  done: z.boolean(),
});
export interface StudyState extends z.output<typeof StudyState> {}

export const trialsOf = ({ complete, pruned, failed }: StudyState): number =>
  complete + pruned + failed;
