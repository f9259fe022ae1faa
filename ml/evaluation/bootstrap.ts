import { quantileOf } from '../preprocess/column-statistics.ts';
import { seededRandom } from '../random/seeded-random.ts';
import { normalBelow, normalQuantile } from '../special/normal.ts';

/** A score over the given rows, of which some may be there several times. */
export type RowStatistic = (rows: Int32Array) => number;

export interface BootstrapOptions {
  /** How many resamples are drawn. Default 2000. */
  readonly resamples?: number;
  /** How sure the interval is. Default 0.95. */
  readonly confidence?: number;
  /**
   * `percentile` (default); `bca`: corrected for bias and skew, at the cost of one more evaluation a
   * row (Efron 1987).
   */
  readonly method?: 'percentile' | 'bca';
  /** Default 0. */
  readonly seed?: number;
}
export interface Interval {
  /** The statistic over all rows. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Standard deviation over the resamples (divisor B - 1). */
  readonly standardError: number;
  readonly confidence: number;
  readonly method: 'percentile' | 'bca';
  /** Resamples on which the statistic was defined; the others (one class only, say) do not count. */
  readonly resamples: number;
}

/**
 * Bootstrap interval of a statistic over rows (Efron & Tibshirani 1993), as `scipy.stats.bootstrap`
 * computes it from the same resamples. Where all resamples agree it is that one value.
 *
 * @throws RangeError when there is no row, the confidence is not between 0 and 1, or the statistic is
 *   defined on no resample.
 */
export function bootstrapInterval(
  rows: number,
  statistic: RowStatistic,
  options: BootstrapOptions = {},
): Interval {
  const values = bootstrapValues(rows, statistic, options);
  return intervalOf(values, rows, statistic, options);
}

/** The statistic on each resample, in the order drawn. */
export function bootstrapValues(
  rows: number,
  statistic: RowStatistic,
  { resamples = 2000, seed = 0 }: BootstrapOptions = {},
): Float64Array {
  if (rows < 1) throw new RangeError('There is no row to resample.');
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new RangeError(`${resamples} resamples cannot be drawn; ask for 1000 or more.`);
  }
  const random = seededRandom(seed);
  const sample = new Int32Array(rows);
  return Float64Array.from({ length: resamples }, () => {
    for (let at = 0; at < rows; at += 1) sample[at] = random.below(rows);
    return statistic(sample);
  });
}

/** The interval that the statistic's values on resamples give. */
export function intervalOf(
  drawn: Float64Array,
  rows: number,
  statistic: RowStatistic,
  { confidence = 0.95, method = 'percentile' }: BootstrapOptions = {},
): Interval {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`The confidence is ${confidence}; it lies between 0 and 1.`);
  }
  const sorted = drawn.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) throw new RangeError('The statistic is defined on no resample.');
  const value = statistic(Int32Array.from({ length: rows }, (_, row) => row));
  const alpha = (1 - confidence) / 2;
  const constant = sorted[0] === sorted[sorted.length - 1];
  const [low, high] =
    method === 'percentile' || constant
      ? [alpha, 1 - alpha]
      : correctedShares(sorted, value, jackknifeSkew(rows, statistic), alpha);
  return {
    ...{ value, confidence, method, resamples: sorted.length },
    low: quantileOf(sorted, low),
    high: quantileOf(sorted, high),
    standardError: deviationOf(sorted),
  };
}

/** Efron's corrected shares, from the bias z₀ and the acceleration. */
function correctedShares(
  sorted: Float64Array,
  value: number,
  skew: number,
  alpha: number,
): [number, number] {
  let [below, at] = [0, 0];
  for (const each of sorted) {
    if (each < value) below += 1;
    if (each <= value) at += 1;
  }
  const bias = normalQuantile((below + at) / (2 * sorted.length));
  const corrected = (z: number): number => normalBelow(bias + (bias + z) / (1 - skew * (bias + z)));
  const z = normalQuantile(alpha);
  const [low, high] = [corrected(z), corrected(-z)];
  // A value outside of all resamples leaves nothing to correct by.
  return Number.isNaN(low) || Number.isNaN(high) ? [alpha, 1 - alpha] : [low, high];
}

/** The acceleration: a sixth of the skewness of the statistic with one row left out each. */
function jackknifeSkew(rows: number, statistic: RowStatistic): number {
  const left = new Int32Array(Math.max(0, rows - 1));
  const values = Float64Array.from({ length: rows }, (_, out) => {
    for (let at = 0; at < left.length; at += 1) left[at] = at < out ? at : at + 1;
    return statistic(left);
  }).filter((value) => !Number.isNaN(value));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [squares, cubes] = [0, 0];
  for (const value of values) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

function deviationOf(values: Float64Array): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
