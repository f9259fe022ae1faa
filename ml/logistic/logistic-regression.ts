import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { checkedWeights } from '../data/row-weights.ts';
import { checkLabels } from '../data/training-rows.ts';
import { minimize } from '../optimize/lbfgs.ts';

/** Scores of class c for a row x: `bias[c] + Σ_j x[j] * weights[j * k + c]`, then softmax. */
export interface LogisticParameters {
  readonly features: number;
  readonly classes: number;
  /** [n, k], row-major. */
  readonly weights: Float64Array;
  /** [k]. */
  readonly bias: Float64Array;
}
export interface LogisticOptions {
  /** Strength of the squared penalty on the weights; the bias is free. scikit-learn's `1 / C`. */
  readonly penalty?: number;
  readonly maxIterations?: number;
  readonly tolerance?: number;
  /** Weight of each row, from 0; `balancedRowWeights` evens out classes. Default 1. */
  readonly rowWeights?: ArrayLike<number>;
  readonly onIteration?: (iteration: number, loss: number) => void;
}
export interface LogisticFit {
  readonly parameters: LogisticParameters;
  readonly iterations: number;
  readonly converged: boolean;
  /** Mean cross-entropy in nats, penalty included. */
  readonly loss: number;
}

/**
 * Multinomial logistic regression on all rows at once:
 * `(1/W) (Σ_i -w_i log p(y_i | x_i) + penalty/2 · ‖W‖²)`, W the sum of the rows' weights w_i,
 * minimised by L-BFGS.
 * The same optimum as scikit-learn's `LogisticRegression(C = 1 / penalty)` for three or more
 * classes (Bishop, Pattern Recognition and Machine Learning, 2006, §4.3.4).
 *
 * @param data features [N, n], scaled; labels [N]
 * @throws UnlearnableDataError for data that tells no classes apart
 */
export function fitLogistic(data: LabelledMatrix, options: LogisticOptions = {}): LogisticFit {
  const { penalty = 1, maxIterations = 200, tolerance = 1e-6 } = options;
  checkLabels(data, 2);
  const weights = checkedWeights(data.features.rows, options.rowWeights);
  const n = data.features.columns;
  const k = data.classes.length;
  const objective = (point: Float64Array, gradient: Float64Array): number =>
    crossEntropy(data, weights, penalty, point, gradient);
  const found = minimize(objective, new Float64Array((n + 1) * k), {
    maxIterations,
    tolerance,
    ...(options.onIteration === undefined ? {} : { onIteration: options.onIteration }),
  });
  return {
    parameters: {
      features: n,
      classes: k,
      weights: found.point.slice(0, n * k),
      bias: found.point.slice(n * k),
    },
    iterations: found.iterations,
    converged: found.converged,
    loss: found.value,
  };
}

/** Probabilities [N, k], row-major, each row summing to 1. */
export function logisticProbabilities(p: LogisticParameters, features: Matrix): Float64Array {
  const out = new Float64Array(features.rows * p.classes);
  for (let row = 0; row < features.rows; row += 1) {
    const line = out.subarray(row * p.classes, (row + 1) * p.classes);
    line.set(p.bias);
    addScores(line, features.values, row * p.features, p.weights);
    softmax(line);
  }
  return out;
}

/** `point` holds the weights [n, k], then the bias [k]; the gradient is laid out alike. */
function crossEntropy(
  { features, labels, classes }: LabelledMatrix,
  rowWeights: Float64Array,
  penalty: number,
  point: Float64Array,
  gradient: Float64Array,
): number {
  const { rows, columns: n, values } = features;
  const k = classes.length;
  const weights = point.subarray(0, n * k);
  const scores = new Float64Array(k);
  gradient.fill(0);
  let [loss, total] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    scores.set(point.subarray(n * k));
    addScores(scores, values, row * n, weights);
    const truth = labels[row] ?? 0;
    const score = scores[truth] ?? 0;
    const rowWeight = rowWeights[row] ?? 0;
    total += rowWeight;
    loss += rowWeight * (softmax(scores) - score);
    scores[truth] = (scores[truth] ?? 0) - 1;
    if (rowWeight !== 1) for (let c = 0; c < k; c += 1) scores[c] = (scores[c] ?? 0) * rowWeight;
    addOuter(gradient, values, row * n, scores);
    for (let c = 0; c < k; c += 1) {
      gradient[n * k + c] = (gradient[n * k + c] ?? 0) + (scores[c] ?? 0);
    }
  }
  for (let i = 0; i < n * k; i += 1) {
    const weight = weights[i] ?? 0;
    loss += 0.5 * penalty * weight * weight;
    gradient[i] = (gradient[i] ?? 0) + penalty * weight;
  }
  for (let i = 0; i < gradient.length; i += 1) gradient[i] = (gradient[i] ?? 0) / total;
  return loss / total;
}

/** Adds `Σ_j x[j] * weights[j, c]` to each of the k scores; x starts at `at`. */
function addScores(scores: Float64Array, x: Float32Array, at: number, weights: Float64Array): void {
  const k = scores.length;
  const n = weights.length / k;
  for (let j = 0; j < n; j += 1) {
    const feature = x[at + j] ?? 0;
    if (feature === 0) continue;
    for (let c = 0; c < k; c += 1) {
      scores[c] = (scores[c] ?? 0) + feature * (weights[j * k + c] ?? 0);
    }
  }
}

/** Adds the outer product of one row's features and its k errors to the gradient's [n, k] part. */
function addOuter(gradient: Float64Array, x: Float32Array, at: number, errors: Float64Array): void {
  const k = errors.length;
  const n = gradient.length / k - 1;
  for (let j = 0; j < n; j += 1) {
    const feature = x[at + j] ?? 0;
    if (feature === 0) continue;
    for (let c = 0; c < k; c += 1) {
      gradient[j * k + c] = (gradient[j * k + c] ?? 0) + feature * (errors[c] ?? 0);
    }
  }
}

/** Turns scores into probabilities in place; returns log Σ exp(score), the largest taken out first. */
function softmax(scores: Float64Array): number {
  const top = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  let sum = 0;
  for (let c = 0; c < scores.length; c += 1) {
    const power = Math.exp((scores[c] ?? 0) - top);
    scores[c] = power;
    sum += power;
  }
  for (let c = 0; c < scores.length; c += 1) scores[c] = (scores[c] ?? 0) / sum;
  return top + Math.log(sum);
}
