import type { BinnedFeatures } from './feature-bins.ts';

/**
 * Stable partition of one stretch of rows by a split: those whose bin in `column` is at most `bin`
 * come first. `spare` is as long as `rows`. Returns where the right part begins.
 */
export function partitionRows(
  data: BinnedFeatures,
  rows: Int32Array,
  spare: Int32Array,
  [start, end]: readonly [number, number],
  split: { readonly column: number; readonly bin: number },
): number {
  const offset = split.column * data.rows;
  let left = start;
  let kept = 0;
  for (let i = start; i < end; i += 1) {
    const row = rows[i] ?? 0;
    // Written to both places and counted in one: which side a row goes to cannot be foreseen.
    const goesLeft = Number((data.bins[offset + row] ?? 0) <= split.bin);
    rows[left] = row;
    spare[kept] = row;
    left += goesLeft;
    kept += 1 - goesLeft;
  }
  rows.set(spare.subarray(0, kept), left);
  return left;
}
