import { checkColumns } from './score-input.ts';

type Column = ArrayLike<number>;

/**
 * Mean absolute error, in the target's unit.
 *
 * @throws RangeError, as all scores of this file, when there is no row, the lengths differ, or a
 *   value is not finite.
 */
export function meanAbsoluteError(truth: Column, predicted: Column): number {
  return meanOver(truth, predicted, (given, guess) => Math.abs(given - guess));
}

/** Mean squared error, in the target's unit squared. */
export function meanSquaredError(truth: Column, predicted: Column): number {
  return meanOver(truth, predicted, (given, guess) => (given - guess) ** 2);
}

/** Square root of the mean squared error, in the target's unit. */
export function rootMeanSquaredError(truth: Column, predicted: Column): number {
  return Math.sqrt(meanSquaredError(truth, predicted));
}

/**
 * Mean absolute percentage error as a share (0.1 is 10 %), as scikit-learn's
 * `mean_absolute_percentage_error`: a true value nearer to 0 than 2⁻⁵² counts as 2⁻⁵².
 */
export function meanAbsolutePercentageError(truth: Column, predicted: Column): number {
  return meanOver(
    truth,
    predicted,
    (given, guess) => Math.abs(given - guess) / Math.max(Math.abs(given), Number.EPSILON),
  );
}

/**
 * Coefficient of determination: 1 minus the squared error over that of the mean, as scikit-learn's
 * `r2_score`. At most 1; for a constant truth 1 if it is met exactly, else 0; NaN for one row.
 */
export function r2Score(truth: Column, predicted: Column): number {
  const rows = checkColumns({ truth, predicted });
  if (rows < 2) return Number.NaN;
  const mean = meanOver(truth, truth, (given) => given);
  const error = meanSquaredError(truth, predicted) * rows;
  const spread = meanOver(truth, truth, (given) => (given - mean) ** 2) * rows;
  if (spread === 0) return error === 0 ? 1 : 0;
  return 1 - error / spread;
}

function meanOver(
  truth: Column,
  predicted: Column,
  of: (given: number, guess: number) => number,
): number {
  const rows = checkColumns({ truth, predicted });
  let sum = 0;
  for (let row = 0; row < rows; row += 1) sum += of(truth[row] ?? 0, predicted[row] ?? 0);
  return sum / rows;
}
