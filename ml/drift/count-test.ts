import { chiSquareSurvival, normalTwoSided } from '../special/incomplete-gamma.ts';

/**
 * Chance, by Pearson's (1900) chi-square, of counts as far from the reference's shares as the
 * current ones. A value that the reference never had makes it 0.
 */
export function chiSquareTest(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): { readonly statistic: number; readonly pValue: number } {
  const expected = countsOf(reference);
  const observed = countsOf(current);
  const values = new Set([...expected.keys(), ...observed.keys()]);
  const scale = current.length / reference.length;
  let statistic = 0;
  for (const value of values) {
    const wanted = (expected.get(value) ?? 0) * scale;
    statistic += ((observed.get(value) ?? 0) - wanted) ** 2 / wanted;
  }
  if (values.size < 2) return { statistic, pValue: 1 };
  return { statistic, pValue: chiSquareSurvival(statistic, values.size - 1) };
}

/**
 * Two-sided z-test for the share of one of two values (pooled variance).
 * A column with the same single value on both sides gives 1.
 */
export function shareTest(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): { readonly statistic: number; readonly pValue: number } {
  const lowest = Math.min(
    ...Array.from(new Set([...Array.from(reference), ...Array.from(current)])),
  );
  const shareOf = (values: ArrayLike<number>): number =>
    Array.from(values).filter((value) => value !== lowest).length / values.length;
  const [n, m] = [reference.length, current.length];
  const [p, q] = [shareOf(reference), shareOf(current)];
  const pooled = (p * n + q * m) / (n + m);
  if (pooled === 0) return { statistic: 0, pValue: 1 };
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  const statistic = spread === 0 ? 0 : (p - q) / spread;
  return { statistic, pValue: normalTwoSided(statistic) };
}

function countsOf(values: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
