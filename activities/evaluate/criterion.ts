import { z } from 'zod';
import type { ClassificationMetrics } from '../../ml/metrics/classification-metrics.ts';

/** A number that `evaluate` measures on the holdout; each from 0 to 1, more is better. */
export const MetricName = z.enum([
  'accuracy',
  'macro_precision',
  'macro_recall',
  'macro_f1',
  'weighted_precision',
  'weighted_recall',
  'weighted_f1',
  'lowest_class_precision',
  'lowest_class_recall',
]);
export type MetricName = z.output<typeof MetricName>;

/** What a model must reach to be promoted; declared with the problem, before any model is trained. */
export const Criterion = z.object({
  metric: MetricName,
  min: z.number().min(0).max(1),
  /** Why this bound, for the report. */
  because: z.string().optional(),
});
export type Criterion = z.output<typeof Criterion>;

/** All metrics by name. */
export function namedMetrics(metrics: ClassificationMetrics): Record<MetricName, number> {
  const lowest = (values: readonly number[]): number => Math.min(...values);
  return {
    accuracy: metrics.accuracy,
    macro_precision: metrics.macro.precision,
    macro_recall: metrics.macro.recall,
    macro_f1: metrics.macro.f1,
    weighted_precision: metrics.weighted.precision,
    weighted_recall: metrics.weighted.recall,
    weighted_f1: metrics.weighted.f1,
    lowest_class_precision: lowest(metrics.perClass.map(({ precision }) => precision)),
    lowest_class_recall: lowest(metrics.perClass.map(({ recall }) => recall)),
  };
}
