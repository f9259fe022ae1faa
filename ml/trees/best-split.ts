import type { SeededRandom } from '../random/seeded-random.ts';
import type { BinnedFeatures } from './feature-bins.ts';
import type { TreeOptions } from './classification-tree.ts';

/** Rows whose bin in `column` is at most `bin` go left. */
export interface Split {
  readonly column: number;
  readonly bin: number;
}
export interface SplitSearch {
  readonly data: BinnedFeatures;
  readonly labels: Int32Array;
  readonly rows: Int32Array;
  readonly start: number;
  readonly end: number;
  /** All columns, in any order; the search shuffles its front part. */
  readonly columns: Int32Array;
  readonly options: TreeOptions;
  readonly random: SeededRandom;
}

/**
 * The split with the lowest Gini impurity among columns drawn at random. Columns that are constant
 * in the node do not count as tried, so a node ends as a leaf only if no column can split it.
 */
export function bestSplit(search: SplitSearch): Split | undefined {
  const { columns, options, random, start, end } = search;
  let best: (Split & { readonly score: number }) | undefined;
  let tried = 0;
  const base = purity(search);
  if (base >= end - start) return undefined;
  for (let drawn = 0; drawn < columns.length && tried < options.tryColumns; drawn += 1) {
    const chosen = drawn + random.below(columns.length - drawn);
    const column = columns[chosen] ?? 0;
    columns[chosen] = columns[drawn] ?? 0;
    columns[drawn] = column;
    const found = scanColumn(search, column);
    if (found === 'constant') continue;
    tried += 1;
    if (found !== undefined && found.score > (best?.score ?? base + 1e-9)) best = found;
  }
  return best;
}

/** Σ counts² / rows of the node: its size when pure, less the more it is mixed. */
function purity({ labels, rows, start, end, options }: SplitSearch): number {
  const counts = new Float64Array(options.classes);
  for (let i = start; i < end; i += 1) {
    const label = labels[rows[i] ?? 0] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts.reduce((sum, count) => sum + count * count, 0) / (end - start);
}

/**
 * Maximises Σ left² / rows left + Σ right² / rows right, which is minimal weighted Gini impurity;
 * both sums are kept up to date bin by bin.
 */
function scanColumn(
  search: SplitSearch,
  column: number,
): (Split & { readonly score: number }) | 'constant' | undefined {
  const { data, options, start, end } = search;
  const k = options.classes;
  const histogram = new Int32Array(((data.cuts[column]?.length ?? 0) + 1) * k);
  const right = fillHistogram(search, column, histogram);
  const left = new Int32Array(k);
  let [leftRows, leftSquares] = [0, 0];
  let rightSquares = right.reduce((sum, count) => sum + count * count, 0);
  let best: (Split & { readonly score: number }) | undefined;
  let filled = 0;
  for (let bin = 0; bin * k < histogram.length; bin += 1) {
    let inBin = 0;
    for (let c = 0; c < k; c += 1) {
      const count = histogram[bin * k + c] ?? 0;
      if (count === 0) continue;
      inBin += count;
      const [l, r] = [left[c] ?? 0, right[c] ?? 0];
      leftSquares += count * (2 * l + count);
      rightSquares -= count * (2 * r - count);
      left[c] = l + count;
      right[c] = r - count;
    }
    if (inBin === 0) continue;
    filled += 1;
    leftRows += inBin;
    const rightRows = end - start - leftRows;
    if (leftRows < options.minLeafRows || rightRows < options.minLeafRows) continue;
    const score = leftSquares / leftRows + rightSquares / rightRows;
    if (rightRows > 0 && score > (best?.score ?? 0)) best = { column, bin, score };
  }
  return filled < 2 ? 'constant' : best;
}

/** Fills the [bins, k] histogram of the node's rows and returns the class counts. */
function fillHistogram(
  { data, labels, rows, start, end, options }: SplitSearch,
  column: number,
  histogram: Int32Array,
): Int32Array {
  const k = options.classes;
  const counts = new Int32Array(k);
  const offset = column * data.rows;
  for (let i = start; i < end; i += 1) {
    const row = rows[i] ?? 0;
    const label = labels[row] ?? 0;
    const cell = (data.bins[offset + row] ?? 0) * k + label;
    histogram[cell] = (histogram[cell] ?? 0) + 1;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}
