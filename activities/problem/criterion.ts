import { z } from 'zod';
import { SCORE_NAMES, type ScoreName } from '../../ml/metrics/score-by-name.ts';

/** A number by which models are judged, in scikit-learn's words. */
// The list of names is never empty, which its type does not say.
export const MetricName = z.enum(SCORE_NAMES as readonly [ScoreName, ...ScoreName[]]);
export type MetricName = z.output<typeof MetricName>;

/** What a model must reach to be promoted; declared with the problem, before any model is trained. */
export const Criterion = z.object({
  metric: MetricName,
  /** At least this; for metrics of which more is better. */
  min: z.number().optional(),
  /** At most this; for errors and losses. */
  max: z.number().optional(),
  /** Why this bound, for the report. */
  because: z.string().optional(),
});
export type Criterion = z.output<typeof Criterion>;

/** The bound in words: `accuracy ≥ 0.95`. */
export function criterionText({ metric, min, max }: Criterion): string {
  const bounds = [
    ...(min === undefined ? [] : [`≥ ${min}`]),
    ...(max === undefined ? [] : [`≤ ${max}`]),
  ];
  return `${metric} ${bounds.join(' and ')}`;
}
