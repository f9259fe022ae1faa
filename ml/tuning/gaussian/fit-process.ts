import { choleskyFactor, solveBackwards, solveForwards } from '../../linear/cholesky.ts';
import { minimize } from '../../optimize/lbfgs.ts';
import {
  conditionProcess,
  matern52,
  type Difference,
  type FittedProcess,
} from './matern-process.ts';

/**
 * Fits lengths, scale and noise by the marginal likelihood (Rasmussen and Williams 2006, equations
 * 5.8 and 5.9) with L-BFGS over their logarithms.
 *
 * With few trials the likelihood alone is flat and lets lengths run to nothing or to infinity; weak
 * log-normal priors hold it: lengths around half the root of the number of coordinates, where a
 * function of that many variables is neither noise nor constant (after Hvarfner et al. 2024).
 *
 * @param values centred, deviation about 1
 */
export function fitProcess(
  points: readonly Float64Array[],
  values: Float64Array,
  difference: Difference,
): FittedProcess {
  const d = points[0]?.length ?? 0;
  const length = lengthPrior(d);
  const squares = pairSquares(points, difference, d);
  const objective = (at: Float64Array, gradient: Float64Array): number =>
    negativePosterior(at, gradient, { squares, values, d, length });
  const start = startWith(d, length, NOISE.mean);
  // What noise explains, short lengths explain too: whoever starts at one seldom comes to the other.
  const found = [start, startWith(d, length, MUCH_NOISE)].map((from) =>
    minimize(objective, from, { maxIterations: 60, tolerance: 1e-3 }),
  );
  const { point } = found.reduce((one, two) => (two.value < one.value ? two : one));
  const fitted = conditionProcess(points, values, difference, parametersOf(point, d));
  // The start is well conditioned by its noise, whatever the points.
  const fallback = conditionProcess(points, values, difference, {
    ...parametersOf(start, d),
    noise: 1e-2,
  });
  const process = fitted ?? fallback;
  if (process === undefined) throw new RangeError('The values of the trials are not finite.');
  return process;
}

interface Prior {
  readonly mean: number;
  readonly deviation: number;
}
const SCALE: Prior = { mean: 0, deviation: 1 };
/** Wide: the objective may be exact, and then noise of 1e-6 would hide the last steps to the optimum. */
const NOISE: Prior = { mean: Math.log(1e-7), deviation: 3 };
/** Keeps the covariance of points that lie close together factorable. */
const LEAST_NOISE = 1e-8;

const MUCH_NOISE = Math.log(1e-2);

/** Logarithms: sharpness of each coordinate, scale, noise. */
function startWith(d: number, length: Prior, noise: number): Float64Array {
  const start = new Float64Array(d + 2).fill(-2 * length.mean, 0, d);
  start[d] = SCALE.mean;
  start[d + 1] = noise;
  return start;
}

const lengthPrior = (d: number): Prior => ({
  mean: Math.log(0.5 * Math.sqrt(Math.max(1, d))),
  deviation: 0.75,
});

function parametersOf(logs: Float64Array, d: number): FittedProcess['parameters'] {
  return {
    sharpness: logs.slice(0, d).map(Math.exp),
    scale: Math.exp(logs[d] ?? 0),
    noise: Math.exp(logs[d + 1] ?? 0) + LEAST_NOISE,
  };
}

/** [coordinate][i * n + j], for j < i. */
function pairSquares(
  points: readonly Float64Array[],
  difference: Difference,
  d: number,
): readonly Float64Array[] {
  const n = points.length;
  return Array.from({ length: d }, (_, coordinate) => {
    const squares = new Float64Array(n * n);
    points.forEach((a, i) => {
      points.slice(0, i).forEach((b, j) => {
        squares[i * n + j] = difference(a, b, coordinate);
      });
    });
    return squares;
  });
}

interface Evidence {
  readonly squares: readonly Float64Array[];
  readonly values: Float64Array;
  readonly d: number;
  readonly length: Prior;
}

function negativePosterior(logs: Float64Array, gradient: Float64Array, evidence: Evidence): number {
  const { squares, values, d, length } = evidence;
  const n = values.length;
  const { sharpness, scale, noise } = parametersOf(logs, d);
  const factor = new Float64Array(n * n);
  const slopes = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) {
      let squared = 0;
      for (let c = 0; c < d; c += 1)
        squared += (sharpness[c] ?? 0) * (squares[c]?.[i * n + j] ?? 0);
      const { value, slope } = matern52(squared);
      factor[i * n + j] = scale * value;
      slopes[i * n + j] = scale * slope;
    }
    factor[i * n + i] = scale + noise;
  }
  const covariance = Float64Array.from(factor);
  gradient.fill(0);
  if (!choleskyFactor(factor, n)) return Infinity;
  const weights = Float64Array.from(values);
  solveForwards(factor, weights);
  let value = 0;
  for (let i = 0; i < n; i += 1) {
    value += 0.5 * (weights[i] ?? 0) ** 2 + Math.log(factor[i * n + i] ?? 1);
  }
  solveBackwards(factor, weights);
  addLikelihoodGradient(gradient, {
    factor,
    weights,
    covariance,
    slopes,
    sharpness,
    squares,
    noise,
  });
  const priors = [...new Array<Prior>(d).fill(length), SCALE, NOISE];
  priors.forEach(({ mean, deviation }, i) => {
    // A length's logarithm is minus half that of its sharpness.
    const isLength = i < d;
    const away = (isLength ? -0.5 * (logs[i] ?? 0) : (logs[i] ?? 0)) - mean;
    value += 0.5 * (away / deviation) ** 2;
    gradient[i] = (gradient[i] ?? 0) + ((isLength ? -0.5 : 1) * away) / deviation ** 2;
  });
  return value;
}

/** d/dθ of the negative log likelihood is ½ tr((K⁻¹ - α αᵀ) dK/dθ). */
function addLikelihoodGradient(
  gradient: Float64Array,
  at: {
    readonly factor: Float64Array;
    readonly weights: Float64Array;
    readonly covariance: Float64Array;
    readonly slopes: Float64Array;
    readonly sharpness: Float64Array;
    readonly squares: readonly Float64Array[];
    readonly noise: number;
  },
): void {
  const { factor, weights, covariance, slopes, sharpness, squares, noise } = at;
  const [n, d] = [weights.length, sharpness.length];
  const column = new Float64Array(n);
  let [trace, byScale] = [0, 0];
  for (let j = 0; j < n; j += 1) {
    column.fill(0);
    column[j] = 1;
    solveForwards(factor, column);
    solveBackwards(factor, column);
    for (let i = j; i < n; i += 1) {
      const pull = (column[i] ?? 0) - (weights[i] ?? 0) * (weights[j] ?? 0);
      const at2 = i * n + j;
      if (i === j) {
        trace += pull;
        byScale += pull * ((covariance[at2] ?? 0) - noise);
        continue;
      }
      byScale += 2 * pull * (covariance[at2] ?? 0);
      const change = 2 * pull * (slopes[at2] ?? 0);
      for (let c = 0; c < d; c += 1) {
        gradient[c] =
          (gradient[c] ?? 0) + 0.5 * change * (sharpness[c] ?? 0) * (squares[c]?.[at2] ?? 0);
      }
    }
  }
  gradient[d] = (gradient[d] ?? 0) + 0.5 * byScale;
  gradient[d + 1] = (gradient[d + 1] ?? 0) + 0.5 * trace * (noise - LEAST_NOISE);
}
