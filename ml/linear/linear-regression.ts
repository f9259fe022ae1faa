import type { Matrix } from '../data/matrix.ts';
import { checkedWeights } from '../data/row-weights.ts';
import { checkTargets } from '../data/training-rows.ts';
import { solvePositiveDefinite } from './cholesky.ts';

/** `prediction = intercept + Σ weights[c] · x[c]`. */
export interface LinearModel {
  readonly weights: Float64Array;
  readonly intercept: number;
}

/** Share of a column's own variance below which it counts as made of the others. */
const RIDGE_OF_SINGULAR = 1e-10;

/**
 * Ordinary least squares, as scikit-learn's `LinearRegression`: centred columns, normal equations on
 * standardised columns. Where columns depend on each other, a penalty of 1e-10 of their variance
 * picks nearly the solution of least norm.
 *
 * @param targets as many as rows, finite
 * @param rowWeights of each row's error, from 0; default 1
 * @throws UnlearnableDataError for empty data, sizes that differ, or values that are not finite
 */
export function fitLinear(
  features: Matrix,
  targets: ArrayLike<number>,
  rowWeights?: ArrayLike<number>,
): LinearModel {
  // Standardised columns have a diagonal of all weight.
  return solve({ features, targets, rowWeights }, (_, weight) => ({
    plain: 0,
    singular: RIDGE_OF_SINGULAR * weight,
  }));
}

/**
 * Ridge regression (Hoerl and Kennard, 1970), as scikit-learn's `Ridge`: squared error plus `alpha`
 * times the squared weights, the intercept free.
 *
 * @param alpha from 0, in the units of the squared features; default 1
 * @param rowWeights of each row's error, from 0; default 1
 * @throws UnlearnableDataError for empty data, sizes that differ, or values that are not finite
 * @throws RangeError when `alpha` is negative
 */
export function fitRidge(
  features: Matrix,
  targets: ArrayLike<number>,
  alpha = 1,
  rowWeights?: ArrayLike<number>,
): LinearModel {
  if (!(alpha >= 0)) throw new RangeError(`alpha is ${alpha}, expected 0 or more.`);
  return solve({ features, targets, rowWeights }, (scale, weight) => ({
    plain: alpha / (scale * scale),
    singular: alpha / (scale * scale) + RIDGE_OF_SINGULAR * weight,
  }));
}

/** Length N. */
export function linearPredictions(model: LinearModel, features: Matrix): Float64Array {
  const { columns, values } = features;
  return Float64Array.from({ length: features.rows }, (_, row) => {
    let sum = model.intercept;
    for (let c = 0; c < columns; c += 1) {
      sum += (model.weights[c] ?? 0) * (values[row * columns + c] ?? 0);
    }
    return sum;
  });
}

type PenaltyOf = (scale: number, weight: number) => { plain: number; singular: number };
interface Given {
  readonly features: Matrix;
  readonly targets: ArrayLike<number>;
  readonly rowWeights: ArrayLike<number> | undefined;
}

function solve({ features, targets, rowWeights }: Given, penaltyOf: PenaltyOf): LinearModel {
  checkTargets(features, targets);
  const { columns } = features;
  const rows = checkedWeights(features.rows, rowWeights);
  const weight = rows.reduce((sum, each) => sum + each, 0);
  const { means, scales } = momentsOf(features, rows, weight);
  const targetMean = rows.reduce((sum, each, row) => sum + each * (targets[row] ?? 0), 0) / weight;
  const { gram, moment } = normalEquations(features, targets, rows, means, scales, targetMean);
  const attempt = (kind: 'plain' | 'singular'): Float64Array | undefined => {
    const left = Float64Array.from(gram);
    const right = Float64Array.from(moment);
    scales.forEach((scale, c) => {
      const at = c * columns + c;
      left[at] = (left[at] ?? 0) + penaltyOf(scale, weight)[kind];
    });
    return solvePositiveDefinite(left, right) ? right : undefined;
  };
  const scaled = attempt('plain') ?? attempt('singular');
  if (scaled === undefined) throw new RangeError('The columns are too large or too alike to fit.');
  const weights = scaled.map((each, c) => each / (scales[c] ?? 1));
  const shift = weights.reduce((sum, each, c) => sum + each * (means[c] ?? 0), 0);
  return { weights, intercept: targetMean - shift };
}

function normalEquations(
  { rows, columns, values }: Matrix,
  targets: ArrayLike<number>,
  rowWeights: Float64Array,
  means: Float64Array,
  scales: Float64Array,
  targetMean: number,
): { gram: Float64Array; moment: Float64Array } {
  const gram = new Float64Array(columns * columns);
  const moment = new Float64Array(columns);
  const line = new Float64Array(columns);
  for (let row = 0; row < rows; row += 1) {
    const target = (targets[row] ?? 0) - targetMean;
    for (let c = 0; c < columns; c += 1) {
      line[c] = ((values[row * columns + c] ?? 0) - (means[c] ?? 0)) / (scales[c] ?? 1);
    }
    for (let a = 0; a < columns; a += 1) {
      const left = (line[a] ?? 0) * (rowWeights[row] ?? 0);
      moment[a] = (moment[a] ?? 0) + left * target;
      for (let b = 0; b <= a; b += 1) {
        gram[a * columns + b] = (gram[a * columns + b] ?? 0) + left * (line[b] ?? 0);
      }
    }
  }
  for (let a = 0; a < columns; a += 1) {
    for (let b = 0; b < a; b += 1) gram[b * columns + a] = gram[a * columns + b] ?? 0;
  }
  return { gram, moment };
}

function momentsOf(
  { rows, columns, values }: Matrix,
  rowWeights: Float64Array,
  weight: number,
): { means: Float64Array; scales: Float64Array } {
  const means = new Float64Array(columns);
  const scales = new Float64Array(columns);
  for (let c = 0; c < columns; c += 1) {
    const first = values[c] ?? 0;
    let [sum, constant] = [0, true];
    for (let row = 0; row < rows; row += 1) {
      const value = values[row * columns + c] ?? 0;
      sum += (rowWeights[row] ?? 0) * value;
      constant &&= value === first;
    }
    // A constant column says nothing: all zeros about a mean without rounding, its weight is 0.
    const mean = constant ? first : sum / weight;
    let spread = 0;
    for (let row = 0; row < rows; row += 1) {
      spread += (rowWeights[row] ?? 0) * ((values[row * columns + c] ?? 0) - mean) ** 2;
    }
    means[c] = mean;
    scales[c] = Math.sqrt(spread / weight) || 1;
  }
  return { means, scales };
}
