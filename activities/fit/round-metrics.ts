import { boostedShares } from '../../ml/boosting/gradient-boosting.ts';
import { classificationMetrics } from '../../ml/metrics/classification-metrics.ts';
import { logLoss } from '../../ml/metrics/probability-scores.ts';
import {
  meanAbsoluteError,
  meanSquaredError,
  r2Score,
} from '../../ml/metrics/regression-scores.ts';
import { likeliest } from '../../ml/model/likeliest.ts';
import type { Target } from './target.ts';

/**
 * How boosting does at its present scores, in the words of neural nets: loss (cross-entropy, or mean
 * squared error), and accuracy and macro F1, or rmse, mae and r2 in the target's unit.
 *
 * @param scores [outputs][N]
 */
export function roundMetrics(
  scores: readonly Float64Array[],
  target: Target,
): Record<string, number> {
  if (target.task === 'regression') {
    const [predicted = new Float64Array()] = scores;
    const mse = meanSquaredError(target.values, predicted);
    const mae = meanAbsoluteError(target.values, predicted);
    return { loss: mse, rmse: Math.sqrt(mse), mae, r2: r2Score(target.values, predicted) };
  }
  const { labels, classes } = target;
  const shares = boostedShares(rowMajor(scores), scores.length);
  const { accuracy, macro } = classificationMetrics(
    labels,
    likeliest(shares, classes.length),
    classes.map((_, at) => at),
  );
  return { loss: logLoss(labels, shares, classes.length), accuracy, macro_f1: macro.f1 };
}

/** [outputs][N] as [N, outputs]. */
function rowMajor(scores: readonly Float64Array[]): Float64Array {
  const outputs = scores.length;
  const all = new Float64Array((scores[0]?.length ?? 0) * outputs);
  scores.forEach((own, output) => {
    own.forEach((score, row) => (all[row * outputs + output] = score));
  });
  return all;
}
