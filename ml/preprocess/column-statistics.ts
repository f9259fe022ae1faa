/**
 * Quantile of sorted numbers, straight between neighbours (Hyndman & Fan 1996, type 7), as NumPy's
 * `percentile` does by default. NaN for no numbers.
 *
 * @param sorted ascending
 * @param share from 0 to 1
 */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const [low, high] = [sorted[below] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return low + (high - low) * (at - below);
}

/** Mean by two sums, the second over what the first left, so that large values cost no digits. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  const mean = sum / values.length;
  let rest = 0;
  for (let at = 0; at < values.length; at += 1) rest += (values[at] ?? 0) - mean;
  return mean + rest / values.length;
}

/** The most frequent value; of several the smallest, as scikit-learn's `SimpleImputer`. */
export function mostFrequent<Value extends number | string>(
  values: Iterable<Value>,
): Value | undefined {
  let best: Value | undefined;
  let most = 0;
  for (const [value, count] of countValues(values)) {
    if (count > most || (count === most && best !== undefined && value < best)) {
      [best, most] = [value, count];
    }
  }
  return best;
}

/** How often each value occurs. */
export function countValues<Value>(values: Iterable<Value>): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
