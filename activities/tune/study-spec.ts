import { z } from 'zod';
import { PrunerSpec } from './trial-handle.ts';

const startup = z.int().nonnegative().optional();

/** How a study chooses what to try next; see `suggest`. */
export const SamplerSpec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('random') }),
  z.object({ kind: z.literal('grid'), perReal: z.int().positive().optional() }),
  z.object({
    kind: z.literal('tpe'),
    startup,
    independent: z.boolean().optional(),
    candidates: z.int().positive().optional(),
  }),
  z.object({ kind: z.literal('gaussian'), startup }),
]);

/** A study as data: all that its tasks know besides what trials gave. */
export const StudySpec = z.object({
  /** A `SearchSpace`; `tune` checks it when the dag is defined. */
  space: z.unknown(),
  sampler: SamplerSpec,
  direction: z.enum(['minimize', 'maximize']),
  metric: z.string(),
  trials: z.int().positive(),
  parallel: z.int().positive(),
  seed: z.int().nonnegative(),
  pruner: PrunerSpec.optional(),
});
export interface StudySpec extends z.output<typeof StudySpec> {}
