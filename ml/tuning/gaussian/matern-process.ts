import { choleskyFactor, solveBackwards, solveForwards } from '../../linear/cholesky.ts';

/**
 * A Gaussian process with a Matérn 5/2 covariance and one length for each coordinate (Rasmussen and
 * Williams, Gaussian Processes for Machine Learning, 2006, equations 2.23–2.24, 4.17 and 5.8–5.9).
 *
 * Values are centred and scaled by the caller. Distances are those of `squares`: squared differences
 * for numbers, 0 or 1 for choices.
 */
export interface ProcessParameters {
  /** 1 / length², for each coordinate. */
  readonly sharpness: Float64Array;
  /** Variance of the function. */
  readonly scale: number;
  /** Variance of what is seen around the function. */
  readonly noise: number;
}

/** k(r) and dk/d(r²) of the Matérn 5/2 covariance with variance 1, at the squared distance r². */
export function matern52(squared: number): { readonly value: number; readonly slope: number } {
  const root = Math.sqrt(5 * squared);
  const fall = Math.exp(-root);
  return {
    value: (1 + root + (5 / 3) * squared) * fall,
    slope: (-5 / 6) * (1 + root) * fall,
  };
}

/** Squared differences of two points in one coordinate. */
export type Difference = (a: Float64Array, b: Float64Array, coordinate: number) => number;

export interface FittedProcess {
  readonly parameters: ProcessParameters;
  readonly points: readonly Float64Array[];
  readonly difference: Difference;
  /** Factor of the covariance matrix of the observations, [n, n]. */
  readonly factor: Float64Array;
  /** Covariance⁻¹ · values. */
  readonly weights: Float64Array;
}

/** @returns undefined when the covariance matrix is not positive definite to rounding. */
export function conditionProcess(
  points: readonly Float64Array[],
  values: Float64Array,
  difference: Difference,
  parameters: ProcessParameters,
): FittedProcess | undefined {
  const n = points.length;
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const [a, b] = [points[i], points[j]];
      if (a === undefined || b === undefined) continue;
      factor[i * n + j] = parameters.scale * matern52(distance(a, b, difference, parameters)).value;
    }
    factor[i * n + i] = (factor[i * n + i] ?? 0) + parameters.noise;
  }
  if (!choleskyFactor(factor, n)) return undefined;
  const weights = Float64Array.from(values);
  solveForwards(factor, weights);
  solveBackwards(factor, weights);
  return { parameters, points, difference, factor, weights };
}

function distance(
  a: Float64Array,
  b: Float64Array,
  difference: Difference,
  { sharpness }: ProcessParameters,
): number {
  let sum = 0;
  for (let d = 0; d < sharpness.length; d += 1) sum += (sharpness[d] ?? 0) * difference(a, b, d);
  return sum;
}

export interface Prediction {
  readonly mean: number;
  /** Of the function, without noise; at least 0. */
  readonly variance: number;
}

/** What the process says of a point. With arrays given, the gradients are written into them. */
export function predict(
  process: FittedProcess,
  at: Float64Array,
  gradients?: { readonly mean: Float64Array; readonly variance: Float64Array },
): Prediction {
  const { points, difference, factor, weights, parameters } = process;
  const { scale, sharpness } = parameters;
  const n = points.length;
  const covariance = new Float64Array(n);
  const slopes = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    const { value, slope } = matern52(distance(at, points[i] ?? at, difference, parameters));
    covariance[i] = scale * value;
    slopes[i] = scale * slope;
  }
  let mean = 0;
  for (let i = 0; i < n; i += 1) mean += (covariance[i] ?? 0) * (weights[i] ?? 0);
  const solved = Float64Array.from(covariance);
  solveForwards(factor, solved);
  let explained = 0;
  for (let i = 0; i < n; i += 1) explained += (solved[i] ?? 0) ** 2;
  if (gradients !== undefined) {
    solveBackwards(factor, solved);
    for (let d = 0; d < sharpness.length; d += 1) {
      let [byMean, byVariance] = [0, 0];
      for (let i = 0; i < n; i += 1) {
        const away = 2 * (sharpness[d] ?? 0) * ((at[d] ?? 0) - (points[i]?.[d] ?? 0));
        const change = (slopes[i] ?? 0) * away;
        byMean += change * (weights[i] ?? 0);
        byVariance -= 2 * change * (solved[i] ?? 0);
      }
      gradients.mean[d] = byMean;
      gradients.variance[d] = byVariance;
    }
  }
  return { mean, variance: Math.max(0, scale - explained) };
}
