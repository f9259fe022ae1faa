import type { Matrix } from '../data/matrix.ts';
import { ColumnSorter } from './sorted-order.ts';

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
  /** For each column the least value in each bin and the largest. */
  readonly least: readonly Float32Array[];
  readonly most: readonly Float32Array[];
}

/**
 * Cuts each column half-way between neighbouring values, or between quantiles when a column has
 * more distinct values than bins.
 *
 * @param features [N, n], finite
 * @param maxBins 2 to 256
 */
export function binFeatures(features: Matrix, maxBins = 256): BinnedFeatures {
  if (!Number.isInteger(maxBins) || maxBins < 2 || maxBins > 256) {
    throw new RangeError(`maxBins is ${maxBins}, expected a whole number from 2 to 256.`);
  }
  const { rows, columns, values } = features;
  const bins = new Uint8Array(rows * columns);
  const [cuts, least, most]: [Float32Array[], Float32Array[], Float32Array[]] = [[], [], []];
  const column = new Float32Array(rows);
  const sorted = new Float32Array(rows);
  const sorter = new ColumnSorter(rows);
  for (let c = 0; c < columns; c += 1) {
    // Adding 0 makes -0 the same value as 0.
    for (let r = 0; r < rows; r += 1) column[r] = (values[r * columns + c] ?? 0) + 0;
    const order = sorter.order(column);
    for (let i = 0; i < rows; i += 1) sorted[i] = column[order[i] ?? 0] ?? 0;
    const cut = cutsOf(sorted, maxBins);
    cuts.push(cut);
    const ends = endsOf(sorted, cut);
    least.push(ends.least);
    most.push(ends.most);
    assignBins(sorted, order, cut, bins.subarray(c * rows, (c + 1) * rows));
  }
  return { rows, columns, bins, cuts, least, most };
}

/** A single-precision number c with low <= c < high: the middle where there is one. */
export function between(low: number, high: number): number {
  const middle = Math.fround(low + (high - low) / 2);
  return middle < high ? middle : low;
}

function cutsOf(sorted: Float32Array, maxBins: number): Float32Array {
  const steps = distinctCuts(sorted, maxBins - 1);
  if (steps !== undefined) return steps;
  const last = sorted.at(-1) ?? 0;
  const cuts: number[] = [];
  for (let bin = 1; bin < maxBins; bin += 1) {
    const at = Math.floor((bin * sorted.length) / maxBins);
    const [low, high] = [sorted[at - 1] ?? 0, sorted[at] ?? 0];
    const cut = low < high ? between(low, high) : low;
    if (cut > (cuts.at(-1) ?? -Infinity) && cut < last) cuts.push(cut);
  }
  return Float32Array.from(cuts);
}

/** A cut between any two neighbouring values; undefined when there are more than `limit`. */
function distinctCuts(sorted: Float32Array, limit: number): Float32Array | undefined {
  const cuts: number[] = [];
  for (let i = 1; i < sorted.length; i += 1) {
    const [low, high] = [sorted[i - 1] ?? 0, sorted[i] ?? 0];
    if (low === high) continue;
    if (cuts.length === limit) return undefined;
    cuts.push(between(low, high));
  }
  return Float32Array.from(cuts);
}

function endsOf(
  sorted: Float32Array,
  cuts: Float32Array,
): { least: Float32Array; most: Float32Array } {
  const least = new Float32Array(cuts.length + 1);
  const most = new Float32Array(cuts.length + 1);
  let from = 0;
  for (let bin = 0; bin <= cuts.length; bin += 1) {
    const to = bin < cuts.length ? firstAbove(sorted, cuts[bin] ?? 0) : sorted.length;
    least[bin] = sorted[from] ?? 0;
    most[bin] = sorted[to - 1] ?? 0;
    from = to;
  }
  return { least, most };
}

/** Position of the first value above `cut`. */
function firstAbove(sorted: Float32Array, cut: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > cut) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The bin of each value: the position of the first cut that is not below it. */
function assignBins(
  sorted: Float32Array,
  order: Uint32Array,
  cuts: Float32Array,
  bins: Uint8Array,
): void {
  let bin = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    const value = sorted[i] ?? 0;
    while (bin < cuts.length && value > (cuts[bin] ?? 0)) bin += 1;
    bins[order[i] ?? 0] = bin;
  }
}
