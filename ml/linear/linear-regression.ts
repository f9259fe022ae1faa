import type { Matrix } from '../data/matrix.ts';
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
 * @throws RangeError when sizes do not fit.
 */
export function fitLinear(features: Matrix, targets: ArrayLike<number>): LinearModel {
  // Standardised columns have a diagonal of `rows`.
  return solve(features, targets, (_, rows) => ({
    plain: 0,
    singular: RIDGE_OF_SINGULAR * rows,
  }));
}

/**
 * Ridge regression (Hoerl and Kennard, 1970), as scikit-learn's `Ridge`: squared error plus `alpha`
 * times the squared weights, the intercept free.
 *
 * @param alpha from 0, in the units of the squared features; default 1
 * @throws RangeError when sizes do not fit or `alpha` is negative.
 */
export function fitRidge(features: Matrix, targets: ArrayLike<number>, alpha = 1): LinearModel {
  if (!(alpha >= 0)) throw new RangeError(`alpha is ${alpha}, expected 0 or more.`);
  return solve(features, targets, (scale, rows) => ({
    plain: alpha / (scale * scale),
    singular: alpha / (scale * scale) + RIDGE_OF_SINGULAR * rows,
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

type PenaltyOf = (scale: number, rows: number) => { plain: number; singular: number };

function solve(features: Matrix, targets: ArrayLike<number>, penaltyOf: PenaltyOf): LinearModel {
  const { rows, columns } = features;
  if (targets.length !== rows || rows === 0) {
    throw new RangeError(`${targets.length} targets for ${rows} rows.`);
  }
  const { means, scales } = momentsOf(features);
  const targetMean = meanOf(targets);
  const { gram, moment } = normalEquations(features, targets, means, scales, targetMean);
  const attempt = (kind: 'plain' | 'singular'): Float64Array | undefined => {
    const left = Float64Array.from(gram);
    const right = Float64Array.from(moment);
    scales.forEach((scale, c) => {
      const at = c * columns + c;
      left[at] = (left[at] ?? 0) + penaltyOf(scale, rows)[kind];
    });
    return solvePositiveDefinite(left, right) ? right : undefined;
  };
  const scaled = attempt('plain') ?? attempt('singular');
  if (scaled === undefined) throw new RangeError('The columns are too large or too alike to fit.');
  const weights = scaled.map((weight, c) => weight / (scales[c] ?? 1));
  const shift = weights.reduce((sum, weight, c) => sum + weight * (means[c] ?? 0), 0);
  return { weights, intercept: targetMean - shift };
}

function normalEquations(
  { rows, columns, values }: Matrix,
  targets: ArrayLike<number>,
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
      const left = line[a] ?? 0;
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

function momentsOf({ rows, columns, values }: Matrix): {
  means: Float64Array;
  scales: Float64Array;
} {
  const means = new Float64Array(columns);
  const scales = new Float64Array(columns);
  for (let c = 0; c < columns; c += 1) {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) sum += values[row * columns + c] ?? 0;
    const mean = sum / rows;
    let spread = 0;
    for (let row = 0; row < rows; row += 1)
      spread += ((values[row * columns + c] ?? 0) - mean) ** 2;
    means[c] = mean;
    // A constant column says nothing; its weight comes out as 0.
    scales[c] = Math.sqrt(spread / rows) || 1;
  }
  return { means, scales };
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum / values.length;
}
