import { checkColumns } from '../metrics/score-input.ts';
import { chiSquareSurvival } from '../special/incomplete-gamma.ts';
import { binomialAtLeast } from '../special/incomplete-beta.ts';

/** Whether two classifiers err on different rows equally often. */
export interface McNemar {
  /** Rows that only the first got right, and only the second. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** `exact`: the smaller of both counts; `chi_square`: with Edwards's continuity correction. */
  readonly method: 'exact' | 'chi_square';
  readonly statistic: number;
  /** Two-sided chance of such a difference if both err equally often. */
  readonly pValue: number;
}

/**
 * McNemar's test (1947), as statsmodels' `mcnemar`: exact by the binomial distribution, or by
 * chi-square with continuity correction (Edwards 1948). Without a row on which they differ p is 1.
 *
 * @param truth positions of the classes; `first` and `second` what two classifiers say of each row
 * @param method default: `exact` up to 25 rows on which they differ, where chi-square is too coarse
 * @throws RangeError when there is no row, or the lengths differ.
 */
export function mcNemar(
  truth: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  method?: McNemar['method'],
): McNemar {
  const rows = checkColumns({ truth, first, second });
  let [onlyFirst, onlySecond] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const [one, two] = [first[row] === truth[row], second[row] === truth[row]];
    if (one && !two) onlyFirst += 1;
    if (two && !one) onlySecond += 1;
  }
  const chosen = method ?? (onlyFirst + onlySecond <= 25 ? 'exact' : 'chi_square');
  return { onlyFirst, onlySecond, method: chosen, ...testOf(onlyFirst, onlySecond, chosen) };
}

function testOf(
  one: number,
  two: number,
  method: McNemar['method'],
): { statistic: number; pValue: number } {
  const apart = one + two;
  if (method === 'exact') {
    const statistic = Math.min(one, two);
    // At most `statistic` of one kind is at least the rest of the other.
    const tail = binomialAtLeast(apart - statistic, apart, 0.5);
    return { statistic, pValue: Math.min(1, 2 * tail) };
  }
  if (apart === 0) return { statistic: 0, pValue: 1 };
  const statistic = (Math.abs(one - two) - 1) ** 2 / apart;
  return { statistic, pValue: chiSquareSurvival(statistic, 1) };
}
