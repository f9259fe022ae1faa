import { logGamma } from '../special/incomplete-gamma.ts';
import { studentAbove } from '../special/incomplete-beta.ts';

/**
 * Fisher's exact test, one-sided: the chance that of all `hits + otherHits` hits at least `hits` fall
 * on the first `rows`, if they fall on any row alike. As `scipy.stats.fisher_exact` with the
 * alternative `greater`.
 */
export function fisherGreater(
  hits: number,
  rows: number,
  otherHits: number,
  others: number,
): number {
  const allHits = hits + otherHits;
  const all = rows + others;
  const most = Math.min(rows, allHits);
  const logOf = (count: number): number =>
    logChoose(rows, count) + logChoose(others, allHits - count) - logChoose(all, allHits);
  let term = Math.exp(logOf(hits));
  let sum = term;
  for (let count = hits; count < most && term > 0; count += 1) {
    term *= ((rows - count) * (allHits - count)) / ((count + 1) * (others - allHits + count + 1));
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return Math.min(1, sum);
}

/** Count, mean and variance (divisor n - 1) of some rows. */
export interface Moments {
  readonly rows: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * Welch's t-test (1947), one-sided: the chance of such means if the first is not greater. As
 * `scipy.stats.ttest_ind` with unequal variances and the alternative `greater`; 0 or 1 where neither
 * side varies.
 */
export function welchGreater(first: Moments, second: Moments): number {
  const one = first.variance / first.rows;
  const two = second.variance / second.rows;
  const apart = first.mean - second.mean;
  if (one + two === 0) return apart > 0 ? 0 : 1;
  const degrees = (one + two) ** 2 / (one ** 2 / (first.rows - 1) + two ** 2 / (second.rows - 1));
  return studentAbove(apart / Math.sqrt(one + two), degrees);
}

function logChoose(count: number, chosen: number): number {
  if (chosen < 0 || chosen > count) return -Infinity;
  return logGamma(count + 1) - logGamma(chosen + 1) - logGamma(count - chosen + 1);
}
