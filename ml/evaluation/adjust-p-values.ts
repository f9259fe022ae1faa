/**
 * p values corrected for how many were looked at, in the order given.
 *
 * `holm` (Holm 1979) bounds the chance of any false find; `benjamini_hochberg` (1995) the share of
 * false ones among the finds. Both as statsmodels' `multipletests`.
 */
export function adjustPValues(
  values: ArrayLike<number>,
  method: 'holm' | 'benjamini_hochberg' = 'holm',
): Float64Array {
  const count = values.length;
  const order = Array.from({ length: count }, (_, at) => at).sort(
    (a, b) => (values[a] ?? 0) - (values[b] ?? 0),
  );
  const adjusted = new Float64Array(count);
  let held = method === 'holm' ? 0 : 1;
  for (let step = 0; step < count; step += 1) {
    const rank = method === 'holm' ? step : count - 1 - step;
    const at = order[rank] ?? 0;
    const value = values[at] ?? 1;
    held =
      method === 'holm'
        ? Math.min(1, Math.max(held, value * (count - rank)))
        : Math.min(held, (value * count) / (rank + 1));
    adjusted[at] = held;
  }
  return adjusted;
}
