import type { BinnedShares } from './binned-shares.ts';

/**
 * Population stability index: Σ (r - c) · ln(r / c). A bin that one side leaves empty counts as
 * 0.0001, or a millionth of that side's smallest share if that is smaller still (as Evidently 0.7).
 */
export function populationStabilityIndex({ reference, current }: BinnedShares): number {
  const [r, c] = [filled(reference), filled(current)];
  return r.reduce((sum, share, bin) => {
    const other = c[bin] ?? 0;
    return sum + (share - other) * Math.log(share / other);
  }, 0);
}

function filled(shares: Float64Array): Float64Array {
  const least = shares.reduce((min, share) => (share > 0 ? Math.min(min, share) : min), Infinity);
  const empty = least <= 0.0001 ? least / 1e6 : 0.0001;
  return shares.map((share) => (share === 0 ? empty : share));
}

/** Jensen-Shannon distance: the root of the divergence in nats (Lin 1991); 0 to √ln 2. */
export function jensenShannonDistance({ reference, current }: BinnedShares): number {
  let divergence = 0;
  reference.forEach((share, bin) => {
    const other = current[bin] ?? 0;
    const middle = (share + other) / 2;
    if (share > 0) divergence += (share * Math.log(share / middle)) / 2;
    if (other > 0) divergence += (other * Math.log(other / middle)) / 2;
  });
  return Math.sqrt(Math.max(0, divergence));
}

/**
 * First Wasserstein distance between two samples, in standard deviations (divisor N, at least
 * 0.001) of the reference.
 */
export function normedWasserstein(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): number {
  const [a, b] = [Float64Array.from(reference).sort(), Float64Array.from(current).sort()];
  let [i, j, area] = [0, 0, 0];
  let previous = Math.min(a[0] ?? 0, b[0] ?? 0);
  while (i < a.length || j < b.length) {
    const next = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    area += Math.abs(i / a.length - j / b.length) * (next - previous);
    while (i < a.length && a[i] === next) i += 1;
    while (j < b.length && b[j] === next) j += 1;
    previous = next;
  }
  return area / Math.max(0.001, deviation(a));
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / values.length);
}
