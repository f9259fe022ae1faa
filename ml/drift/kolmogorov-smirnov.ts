import { kolmogorovSurvival } from '../special/kolmogorov.ts';

export interface KolmogorovSmirnov {
  /** Largest distance between the two empirical distribution functions, 0 to 1. */
  readonly statistic: number;
  /** Chance of at least that distance when both samples come from one distribution. */
  readonly pValue: number;
}
export type KolmogorovSmirnovMethod = 'auto' | 'exact' | 'asymptotic';

/** Above this size of the larger sample `auto` is asymptotic, as in SciPy. */
const LARGEST_EXACT = 10_000;

/**
 * Two-sided two-sample Kolmogorov-Smirnov test, as SciPy's `ks_2samp`.
 *
 * @param first finite numbers in any unit and order; `second` likewise
 * @param method `exact` counts lattice paths (Hodges 1958); `asymptotic` uses the one-sample
 *   distribution at n·m / (n + m), rounded; `auto` is exact up to 10,000 values in a sample
 */
export function kolmogorovSmirnov(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  method: KolmogorovSmirnovMethod = 'auto',
): KolmogorovSmirnov {
  if (first.length === 0 || second.length === 0) {
    throw new RangeError('Both samples need at least one value.');
  }
  const [n, m] = [first.length, second.length];
  const steps = largestGap(Float64Array.from(first).sort(), Float64Array.from(second).sort());
  const statistic = steps / (n * m);
  const exact = method === 'exact' || (method === 'auto' && Math.max(n, m) <= LARGEST_EXACT);
  const pValue = exact
    ? outsideShare(n, m, steps)
    : kolmogorovSurvival(statistic, Math.round((n * m) / (n + m)));
  return { statistic, pValue: Math.min(1, Math.max(0, pValue)) };
}

/** Largest |i·m - j·n| over the values, i and j the counts at or below: whole, so never rounded. */
function largestGap(a: Float64Array, b: Float64Array): number {
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0);
    while (i < a.length && (a[i] ?? 0) <= value) i += 1;
    while (j < b.length && (b[j] ?? 0) <= value) j += 1;
    largest = Math.max(largest, Math.abs(i * b.length - j * a.length));
  }
  return largest;
}

/**
 * Share of the lattice paths from (0, 0) to (n, m) that at some point (i, j) have |i·m - j·n| of at
 * least `steps`. The share for paths to (i, j) is the mean of its two predecessors' shares, weighted
 * by how many paths come from each (i and j out of i + j): all terms are positive, so even the
 * smallest chance keeps its digits.
 */
function outsideShare(n: number, m: number, steps: number): number {
  if (steps === 0) return 1;
  const shares = new Float64Array(m + 1);
  for (let i = 0; i <= n; i += 1) {
    for (let j = 0; j <= m; j += 1) {
      if (Math.abs(i * m - j * n) >= steps) shares[j] = 1;
      else if (i + j === 0) shares[j] = 0;
      else {
        const fromLeft = i === 0 ? 0 : (shares[j] ?? 0) * i;
        const fromBelow = j === 0 ? 0 : (shares[j - 1] ?? 0) * j;
        shares[j] = (fromLeft + fromBelow) / (i + j);
      }
    }
  }
  return shares[m] ?? 1;
}
