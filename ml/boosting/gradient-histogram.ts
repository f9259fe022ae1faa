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
 */
export type GradientHistogram = Float64Array;
/** Numbers a cell. */
export const STRIDE = 3;

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
    const histogram = this.#free.pop() ?? new Float64Array(cells * STRIDE);
    histogram.fill(0);
    const all = end - start === this.#data.rows;
    if (!all) this.#gather(rows, start, end);
    for (let column = from; column < to; column += 1) {
      const bins = this.#data.bins.subarray(
        column * this.#data.rows,
        (column + 1) * this.#data.rows,
      );
      const base = ((offsets[column] ?? 0) - first) * STRIDE;
      const { gradients, hessians } = this.#pull;
      if (all && this.#flat) countAllFlat(histogram, base, bins, gradients);
      else if (all) countAll(histogram, base, bins, gradients, hessians);
      else if (this.#flat) countFlat(histogram, base, bins, rows, start, end, this.#gradients);
      else count(histogram, base, bins, rows, start, end, this.#gradients, this.#hessians);
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

  #gather(rows: Int32Array, start: number, end: number): void {
    const { gradients, hessians } = this.#pull;
    for (let i = start; i < end; i += 1) this.#gradients[i - start] = gradients[rows[i] ?? 0] ?? 0;
    if (this.#flat) return;
    for (let i = start; i < end; i += 1) this.#hessians[i - start] = hessians[rows[i] ?? 0] ?? 0;
  }
}

// Four loops that differ in what they read: a test inside a loop would cost as much as its body.

function count(
  into: GradientHistogram,
  base: number,
  bins: Uint8Array,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float32Array,
  hessians: Float32Array,
): void {
  for (let i = start, at = 0; i < end; i += 1, at += 1) {
    const cell = base + (bins[rows[i] ?? 0] ?? 0) * STRIDE;
    into[cell] = (into[cell] ?? 0) + (gradients[at] ?? 0);
    into[cell + 1] = (into[cell + 1] ?? 0) + (hessians[at] ?? 0);
    into[cell + 2] = (into[cell + 2] ?? 0) + 1;
  }
}

function countFlat(
  into: GradientHistogram,
  base: number,
  bins: Uint8Array,
  rows: Int32Array,
  start: number,
  end: number,
  gradients: Float32Array,
): void {
  for (let i = start, at = 0; i < end; i += 1, at += 1) {
    const cell = base + (bins[rows[i] ?? 0] ?? 0) * STRIDE;
    into[cell] = (into[cell] ?? 0) + (gradients[at] ?? 0);
    into[cell + 2] = (into[cell + 2] ?? 0) + 1;
  }
}

function countAll(
  into: GradientHistogram,
  base: number,
  bins: Uint8Array,
  gradients: Float32Array,
  hessians: Float32Array,
): void {
  for (let row = 0; row < bins.length; row += 1) {
    const cell = base + (bins[row] ?? 0) * STRIDE;
    into[cell] = (into[cell] ?? 0) + (gradients[row] ?? 0);
    into[cell + 1] = (into[cell + 1] ?? 0) + (hessians[row] ?? 0);
    into[cell + 2] = (into[cell + 2] ?? 0) + 1;
  }
}

function countAllFlat(
  into: GradientHistogram,
  base: number,
  bins: Uint8Array,
  gradients: Float32Array,
): void {
  for (let row = 0; row < bins.length; row += 1) {
    const cell = base + (bins[row] ?? 0) * STRIDE;
    into[cell] = (into[cell] ?? 0) + (gradients[row] ?? 0);
    into[cell + 2] = (into[cell + 2] ?? 0) + 1;
  }
}

/** The sibling's sums, written over the parent's (H2). */
export function subtractHistogram(parent: GradientHistogram, child: GradientHistogram): void {
  for (let at = 0; at < parent.length; at += 1) parent[at] = (parent[at] ?? 0) - (child[at] ?? 0);
}
