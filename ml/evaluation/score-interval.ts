import { selectRows } from '../data/matrix.ts';
import type { NamedScore, ScoreInput } from '../metrics/score-by-name.ts';
import {
  bootstrapInterval,
  bootstrapValues,
  intervalOf,
  type BootstrapOptions,
  type Interval,
} from './bootstrap.ts';

/**
 * Bootstrap interval of a named score over the rows of its input.
 *
 * @throws RangeError as the score does, or when it is defined on no resample.
 */
export function scoreInterval(
  score: NamedScore,
  input: ScoreInput,
  options: BootstrapOptions = {},
): Interval {
  return bootstrapInterval(rowsOf(input), (rows) => score.compute(inputRows(input, rows)), options);
}

/** How two models, or a model and a baseline, compare on the same rows. */
export interface ScoreComparison {
  readonly first: number;
  readonly second: number;
  /** How much better the first is; above 0 it is better, whichever way the score runs. */
  readonly advantage: Interval;
  /** Chance of an advantage of 0 or less, from the resamples: (1 + how many) / (1 + all). */
  readonly pValue: number;
  /** The whole interval lies above 0. */
  readonly better: boolean;
}

/**
 * Compares two predictions of the same rows by a paired bootstrap: each resample draws rows, and both
 * are scored on them (Efron & Tibshirani 1993, chapter 16).
 *
 * @param truth what both are compared with, and how many classes there are
 * @throws RangeError when the rows do not match, or as the score does.
 */
export function compareScores(
  score: NamedScore,
  first: ScoreInput,
  second: ScoreInput,
  options: BootstrapOptions = {},
): ScoreComparison {
  const rows = rowsOf(first);
  if (rowsOf(second) !== rows || !sameValues(first.truth, second.truth)) {
    throw new RangeError('Two predictions are compared on the same rows with the same truth.');
  }
  const sign = score.higherIsBetter ? 1 : -1;
  const advantageOn = (chosen: Int32Array): number =>
    sign * (score.compute(inputRows(first, chosen)) - score.compute(inputRows(second, chosen)));
  const drawn = bootstrapValues(rows, advantageOn, options).filter((value) => !Number.isNaN(value));
  const advantage = intervalOf(drawn, rows, advantageOn, options);
  const against = drawn.reduce((count, value) => count + (value <= 0 ? 1 : 0), 0);
  return {
    first: score.compute(first),
    second: score.compute(second),
    advantage,
    pValue: (1 + against) / (1 + drawn.length),
    better: advantage.low > 0,
  };
}

/** The given rows of what a score looks at. */
export function inputRows(input: ScoreInput, rows: Int32Array): ScoreInput {
  const { truth, predicted, probabilities, classes, features } = input;
  return {
    ...(truth === undefined ? {} : { truth: pick(truth, rows, 1) }),
    ...(predicted === undefined ? {} : { predicted: pick(predicted, rows, 1) }),
    ...(probabilities === undefined
      ? {}
      : { probabilities: pick(probabilities, rows, classes ?? 1) }),
    ...(classes === undefined ? {} : { classes }),
    ...(features === undefined ? {} : { features: selectRows(features, rows) }),
  };
}

function pick(values: ArrayLike<number>, rows: Int32Array, width: number): Float64Array {
  const picked = new Float64Array(rows.length * width);
  rows.forEach((row, at) => {
    for (let each = 0; each < width; each += 1) {
      picked[at * width + each] = values[row * width + each] ?? NaN;
    }
  });
  return picked;
}

function rowsOf({ truth, predicted }: ScoreInput): number {
  const rows = truth?.length ?? predicted?.length ?? 0;
  if (rows > 0) return rows;
  throw new RangeError('There is no row to score.');
}

function sameValues(
  left: ArrayLike<number> | undefined,
  right: ArrayLike<number> | undefined,
): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.length === right.length && Array.from(left).every((value, at) => value === right[at]);
}
