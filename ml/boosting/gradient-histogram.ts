import type { BinnedFeatures } from '../trees/feature-bins.ts';
import type { Pull } from './boosting-loss.ts';

/**
 * Sums of gradients, Hessians and rows by bin, for some columns of one node: three numbers a cell,
 * side by side because they are read and written together.
 *
 * H1 Cell of bin b in column c is `offsets[c] + b`: no cell for a bin that a column does not have.
 * H2 A node's sums are its parent's less its sibling's, so only the smaller child is counted.
 * H3 A column's sums are added up in the order of the node's rows, whoever counts it: they are the
 *    same bits for any sharing out of columns.
 * H4 Behind the last cell lies room for one column more: an odd last column is counted there too, for
 *    nobody, since columns are counted in pairs.
 */
export type GradientHistogram = Float64Array;
/** Numbers a cell. */
export const STRIDE = 3;
const MOST_BINS = 256;

/** Features with the place of each column's first cell, and the number of cells behind the last. */
export interface HistogramData extends BinnedFeatures {
  readonly offsets: Int32Array;
}
/** Columns from `from` up to but not including `to`. */
export interface ColumnRange {
  readonly from: number;
  readonly to: number;
}

export function layOut(data: BinnedFeatures): HistogramData {
  const offsets = new Int32Array(data.columns + 1);
  data.cuts.forEach((cuts, column) => {
    offsets[column + 1] = (offsets[column] ?? 0) + cuts.length + 1;
  });
  return { ...data, offsets };
}

/** Counts histograms of a range of columns, and lends their memory. */
export class HistogramCounter {
  readonly #data: HistogramData;
  readonly #range: ColumnRange;
  readonly #pull: Pull;
  readonly #flat: boolean;
  readonly #free: GradientHistogram[] = [];
  /** Derivatives of a node's rows, gathered once for all columns. */
  readonly #gradients: Float32Array;
  readonly #hessians: Float32Array;

  /** @param flat whether every Hessian is 1 */
  constructor(data: HistogramData, range: ColumnRange, pull: Pull, flat: boolean) {
    this.#data = data;
    this.#range = range;
    this.#pull = pull;
    this.#flat = flat;
    this.#gradients = new Float32Array(data.rows);
    this.#hessians = new Float32Array(flat ? 0 : data.rows);
  }

  /** Counts the rows from `start` to `end` of `rows`. Give it back when it is no longer needed. */
  count(rows: Int32Array, start: number, end: number): GradientHistogram {
    const { from, to } = this.#range;
    const { offsets } = this.#data;
    const first = offsets[from] ?? 0;
    const cells = (offsets[to] ?? 0) - first;
    const histogram = this.#free.pop() ?? new Float64Array((cells + MOST_BINS) * STRIDE);
    histogram.fill(0);
    const all = end - start === this.#data.rows;
    // The root's rows are all of them in order: there is nothing to gather.
    if (!all) this.#gather(rows, start, end);
    const node = {
      rows: rows.subarray(start, end),
      gradients: all ? this.#pull.gradients : this.#gradients,
      hessians: all ? this.#pull.hessians : this.#hessians,
    };
    for (let column = from; column < to; column += 2) {
      const pair = this.#pair(column, first);
      if (this.#flat) countFlat(histogram, pair, node);
      else count(histogram, pair, node);
    }
    if (this.#flat) {
      // What a Hessian of 1 a row sums up to.
      for (let at = 0; at < histogram.length; at += STRIDE)
        histogram[at + 1] = histogram[at + 2] ?? 0;
    }
    return histogram;
  }

  /** Takes back the memory of a histogram. */
  giveBack(histogram: GradientHistogram): void {
    this.#free.push(histogram);
  }

  #pair(column: number, first: number): ColumnPair {
    const { bins, rows, offsets } = this.#data;
    const { to } = this.#range;
    // H4.
    const other = Math.min(column + 1, to - 1);
    const otherCell = offsets[column + 1] ?? 0;
    return {
      bins: bins.subarray(column * rows, (column + 1) * rows),
      base: ((offsets[column] ?? 0) - first) * STRIDE,
      otherBins: bins.subarray(other * rows, (other + 1) * rows),
      otherBase: (otherCell - first) * STRIDE,
    };
  }

  #gather(rows: Int32Array, start: number, end: number): void {
    const { gradients, hessians } = this.#pull;
    for (let i = start; i < end; i += 1) this.#gradients[i - start] = gradients[rows[i] ?? 0] ?? 0;
    if (this.#flat) return;
    for (let i = start; i < end; i += 1) this.#hessians[i - start] = hessians[rows[i] ?? 0] ?? 0;
  }
}

interface ColumnPair {
  readonly bins: Uint8Array;
  readonly base: number;
  readonly otherBins: Uint8Array;
  readonly otherBase: number;
}
/** A node's rows, and their derivatives in the same order. */
interface CountedRows {
  readonly rows: Int32Array;
  readonly gradients: Float32Array;
  readonly hessians: Float32Array;
}

// Two loops that differ in what they read: a test inside a loop would cost as much as its body.
// Two columns at a time: while one waits for its cell the other goes on.

function count(
  into: GradientHistogram,
  { bins, base, otherBins, otherBase }: ColumnPair,
  { rows, gradients, hessians }: CountedRows,
): void {
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] ?? 0;
    const gradient = gradients[i] ?? 0;
    const hessian = hessians[i] ?? 0;
    const cell = base + (bins[row] ?? 0) * STRIDE;
    const other = otherBase + (otherBins[row] ?? 0) * STRIDE;
    into[cell] = (into[cell] ?? 0) + gradient;
    into[other] = (into[other] ?? 0) + gradient;
    into[cell + 1] = (into[cell + 1] ?? 0) + hessian;
    into[other + 1] = (into[other + 1] ?? 0) + hessian;
    into[cell + 2] = (into[cell + 2] ?? 0) + 1;
    into[other + 2] = (into[other + 2] ?? 0) + 1;
  }
}

function countFlat(
  into: GradientHistogram,
  { bins, base, otherBins, otherBase }: ColumnPair,
  { rows, gradients }: CountedRows,
): void {
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] ?? 0;
    const gradient = gradients[i] ?? 0;
    const cell = base + (bins[row] ?? 0) * STRIDE;
    const other = otherBase + (otherBins[row] ?? 0) * STRIDE;
    into[cell] = (into[cell] ?? 0) + gradient;
    into[other] = (into[other] ?? 0) + gradient;
    into[cell + 2] = (into[cell + 2] ?? 0) + 1;
    into[other + 2] = (into[other + 2] ?? 0) + 1;
  }
}

/** The sibling's sums, written over the parent's (H2). */
export function subtractHistogram(parent: GradientHistogram, child: GradientHistogram): void {
  for (let at = 0; at < parent.length; at += 1) parent[at] = (parent[at] ?? 0) - (child[at] ?? 0);
}
