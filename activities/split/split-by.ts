import { z } from 'zod';

/** How rows are cut. Left out: each class of the target keeps its share. */
export const SplitBy = z.discriminatedUnion('by', [
  /** Rows at random, for numbers. */
  z.object({ by: z.literal('rows') }),
  /** Each value of the column keeps its share in every part; the target's when left out. */
  z.object({ by: z.literal('classes'), column: z.string().optional() }),
  /** Rows with the same value stay together: one patient, one customer. */
  z.object({ by: z.literal('groups'), column: z.string() }),
  /** Parts follow each other: train, validation, holdout, unseen; `gap` in the column's unit, milliseconds for dates. */
  z.object({
    by: z.literal('time'),
    column: z.string(),
    gap: z.number().nonnegative().optional(),
  }),
]);
export type SplitBy = z.output<typeof SplitBy>;
