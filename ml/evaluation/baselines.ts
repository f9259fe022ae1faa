import { quantileOf, meanOf } from '../preprocess/column-statistics.ts';
import { seededRandom } from '../random/seeded-random.ts';

/**
 * What a model must beat: predictions that look at no feature, as scikit-learn's `DummyClassifier`.
 *
 * `most_frequent`: always the commonest class, with probability 1 (of several the first).
 * `prior`: that class too, with the training shares as probabilities.
 * `stratified`: a class drawn by the training shares for each row, with probability 1.
 */
export type ClassBaseline = 'most_frequent' | 'prior' | 'stratified';

export interface BaselineClasses {
  /** [N], positions of the classes. */
  readonly labels: Int32Array;
  /** [N, k], row-major. */
  readonly probabilities: Float64Array;
}

/**
 * Predicts `rows` rows from the training labels alone.
 *
 * @param trained positions of the training rows' classes
 * @param seed of `stratified`. Default 0.
 * @throws RangeError when there is no training row or a class is out of range.
 */
export function baselineClasses(
  kind: ClassBaseline,
  trained: ArrayLike<number>,
  classes: number,
  rows: number,
  seed = 0,
): BaselineClasses {
  const shares = sharesOf(trained, classes);
  const commonest = shares.indexOf(Math.max(...shares));
  const random = seededRandom(seed);
  const labels = Int32Array.from({ length: rows }, () =>
    kind === 'stratified' ? draw(shares, random.next()) : commonest,
  );
  const probabilities = new Float64Array(rows * classes);
  labels.forEach((label, row) => {
    if (kind === 'prior') probabilities.set(shares, row * classes);
    else probabilities[row * classes + label] = 1;
  });
  return { labels, probabilities };
}

/**
 * The training target's mean or median for each of `rows` rows, as scikit-learn's `DummyRegressor`.
 *
 * @throws RangeError when there is no training row.
 */
export function baselineValues(
  kind: 'mean' | 'median',
  trained: ArrayLike<number>,
  rows: number,
): Float64Array {
  if (trained.length === 0) throw new RangeError('A baseline needs at least one training row.');
  const value =
    kind === 'mean' ? meanOf(trained) : quantileOf(Float64Array.from(trained).sort(), 0.5);
  return new Float64Array(rows).fill(value);
}

function sharesOf(trained: ArrayLike<number>, classes: number): number[] {
  if (trained.length === 0) throw new RangeError('A baseline needs at least one training row.');
  const counts = new Array<number>(classes).fill(0);
  for (let row = 0; row < trained.length; row += 1) {
    const label = trained[row] ?? -1;
    const count = counts[label];
    if (count === undefined) {
      throw new RangeError(`Row ${row} has class ${label}, expected 0 … ${classes - 1}.`);
    }
    counts[label] = count + 1;
  }
  return counts.map((count) => count / trained.length);
}

function draw(shares: readonly number[], chance: number): number {
  let sum = 0;
  for (let at = 0; at < shares.length; at += 1) {
    sum += shares[at] ?? 0;
    if (chance < sum) return at;
  }
  return shares.findLastIndex((share) => share > 0);
}
