import type { Matrix } from '../data/matrix.ts';

/** Features cut into at most 256 bins each, column-major, so that a histogram reads one stretch. */
export interface BinnedFeatures {
  readonly rows: number;
  readonly columns: number;
  /** Bin of row r in column c at `c * rows + r`. */
  readonly bins: Uint8Array;
  /**
   * For each column its cuts, ascending, one fewer than its bins: a value belongs to bin b when it
   * is at most `cuts[b]` and above `cuts[b - 1]`. Single precision, so that `x <= cut` means the
   * same to an ONNX runtime.
   */
  readonly cuts: readonly Float32Array[];
}

/**
 * Cuts each column half-way between neighbouring values, or between quantiles when a column has
 * more distinct values than bins.
 *
 * @param features [N, n]
 * @param maxBins 2 to 256
 */
export function binFeatures(features: Matrix, maxBins = 256): BinnedFeatures {
  const { rows, columns, values } = features;
  const bins = new Uint8Array(rows * columns);
  const cuts: Float32Array[] = [];
  const column = new Float32Array(rows);
  for (let c = 0; c < columns; c += 1) {
    for (let r = 0; r < rows; r += 1) column[r] = values[r * columns + c] ?? 0;
    const cut = cutsOf(Float32Array.from(column).sort(), maxBins);
    cuts.push(cut);
    for (let r = 0; r < rows; r += 1) bins[c * rows + r] = binOf(cut, column[r] ?? 0);
  }
  return { rows, columns, bins, cuts };
}

function cutsOf(sorted: Float32Array, maxBins: number): Float32Array {
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const cuts: number[] = [];
  if (distinct.length <= maxBins) {
    for (let i = 1; i < distinct.length; i += 1) {
      cuts.push(between(distinct[i - 1] ?? 0, distinct[i] ?? 0));
    }
    return Float32Array.from(cuts);
  }
  for (let bin = 1; bin < maxBins; bin += 1) {
    const at = Math.floor((bin * sorted.length) / maxBins);
    const [low, high] = [sorted[at - 1] ?? 0, sorted[at] ?? 0];
    const cut = low < high ? between(low, high) : low;
    if (cut > (cuts.at(-1) ?? -Infinity) && cut < (distinct.at(-1) ?? 0)) cuts.push(cut);
  }
  return Float32Array.from(cuts);
}

/** A single-precision number c with low <= c < high. */
function between(low: number, high: number): number {
  const middle = Math.fround(low + (high - low) / 2);
  return middle < high ? middle : low;
}

/** Position of the first cut that is not below the value. */
function binOf(cuts: Float32Array, value: number): number {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (cuts[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
