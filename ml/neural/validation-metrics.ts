import { classificationMetrics } from '../metrics/classification-metrics.ts';
import { meanAbsoluteError, meanSquaredError, r2Score } from '../metrics/regression-scores.ts';
import { likeliest } from '../model/likeliest.ts';
import type { NetworkData, Targets } from './network-data.ts';
import type { Objective } from './network-spec.ts';
import { softmax } from './network-probabilities.ts';

/**
 * How a network does on a part: the objective's mean loss, without penalties, and accuracy and
 * macro F1, or rmse, mae and r2 in the target's unit. In double precision.
 *
 * @param outputs of the output layer, [N, outputs]
 * @param targets of this part, on the training part's scale
 */
export function validationMetrics(
  outputs: Float32Array,
  data: NetworkData,
  targets: Targets,
  objective: Objective,
): Readonly<Record<string, number>> {
  if (objective.kind === 'regression' && 'values' in data) {
    const loss = meanRowLoss(outputs, targets, (aim, out) =>
      rowLoss(objective, (out[0] ?? 0) - (aim[0] ?? 0)),
    );
    const predicted = Float64Array.from(outputs, (one) => one * targets.scale + targets.shift);
    const mse = meanSquaredError(data.values, predicted);
    const mae = meanAbsoluteError(data.values, predicted);
    return { loss, rmse: Math.sqrt(mse), mae, r2: r2Score(data.values, predicted) };
  }
  if (!('labels' in data)) throw new RangeError('A network for classification is told labels.');
  const loss = meanRowLoss(outputs, targets, crossEntropy);
  const k = targets.outputs;
  const predicted = likeliest(softmax(outputs, k), k);
  const positions = Array.from({ length: k }, (_, at) => at);
  const { accuracy, macro } = classificationMetrics(data.labels, predicted, positions);
  return { loss, accuracy, macro_f1: macro.f1 };
}

type RowLoss = (aim: Float32Array, out: Float32Array) => number;

function meanRowLoss(outputs: Float32Array, { outputs: k, write }: Targets, of: RowLoss): number {
  const aim = new Float32Array(k);
  const rows = outputs.length / k;
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    write(row, aim, 0);
    sum += of(aim, outputs.subarray(row * k, (row + 1) * k));
  }
  return sum / rows;
}

function crossEntropy(aim: Float32Array, out: Float32Array): number {
  const top = out.reduce((most, score) => Math.max(most, score), -Infinity);
  const whole = Math.log(out.reduce((sum, score) => sum + Math.exp(score - top), 0)) + top;
  return aim.reduce((sum, share, at) => sum + share * (whole - (out[at] ?? 0)), 0);
}

function rowLoss(
  { loss = 'mse', delta = 1 }: Objective & { kind: 'regression' },
  error: number,
): number {
  const size = Math.abs(error);
  if (loss === 'mse') return size * size;
  if (loss === 'mae') return size;
  return size <= delta ? (size * size) / 2 : delta * (size - delta / 2);
}
