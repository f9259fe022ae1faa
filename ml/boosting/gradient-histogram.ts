import type { BinnedFeatures } from '../trees/feature-bins.ts';

/**
 * Sums of gradients and Hessians by bin, for all columns of one node.
 *
 * H1 Cell of bin b in column c is `offsets[c] + b`: no cell for a bin that a column does not have.
 * H2 A node's sums are its parent's less its sibling's, so only the smaller child is counted.
 */
export interface GradientHistogram {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  readonly counts: Int32Array;
}

/** Features with the place of each column's first cell, and the number of cells behind the last. */
export interface HistogramData extends BinnedFeatures {
  readonly offsets: Int32Array;
}

export function layOut(data: BinnedFeatures): HistogramData {
  const offsets = new Int32Array(data.columns + 1);
  data.cuts.forEach((cuts, column) => {
    offsets[column + 1] = (offsets[column] ?? 0) + cuts.length + 1;
  });
  return { ...data, offsets };
}

/** What each row pulls: the loss's first and second derivative at its present prediction. */
export interface Pull {
  readonly gradients: Float32Array;
  /** Absent where the second derivative is 1 everywhere (squared error). */
  readonly hessians: Float32Array | undefined;
}

/** Counts the rows from `start` to `end` of `rows`. */
export function countHistogram(
  data: HistogramData,
  pull: Pull,
  rows: Int32Array,
  start: number,
  end: number,
): GradientHistogram {
  const cells = data.offsets[data.columns] ?? 0;
  const histogram = {
    gradients: new Float64Array(cells),
    hessians: new Float64Array(cells),
    counts: new Int32Array(cells),
  };
  const taken = takeRows(pull, rows, start, end);
  for (let column = 0; column < data.columns; column += 1) {
    countColumn(data, taken, column, histogram);
  }
  return histogram;
}

interface Taken {
  readonly rows: Int32Array;
  readonly gradients: Float32Array;
  readonly hessians: Float32Array | undefined;
}

/** Gathered once for all columns, so that the inner loop reads one stretch. */
function takeRows(pull: Pull, rows: Int32Array, start: number, end: number): Taken {
  const chosen = rows.subarray(start, end);
  const gather = (from: Float32Array): Float32Array => {
    const to = new Float32Array(chosen.length);
    for (let i = 0; i < to.length; i += 1) to[i] = from[chosen[i] ?? 0] ?? 0;
    return to;
  };
  return {
    rows: chosen,
    gradients: gather(pull.gradients),
    hessians: pull.hessians === undefined ? undefined : gather(pull.hessians),
  };
}

function countColumn(
  data: HistogramData,
  { rows, gradients, hessians }: Taken,
  column: number,
  into: GradientHistogram,
): void {
  const offset = column * data.rows;
  const base = data.offsets[column] ?? 0;
  const end = data.offsets[column + 1] ?? base;
  for (let i = 0; i < rows.length; i += 1) {
    const cell = base + (data.bins[offset + (rows[i] ?? 0)] ?? 0);
    into.gradients[cell] = (into.gradients[cell] ?? 0) + (gradients[i] ?? 0);
    into.counts[cell] = (into.counts[cell] ?? 0) + 1;
    if (hessians !== undefined)
      into.hessians[cell] = (into.hessians[cell] ?? 0) + (hessians[i] ?? 0);
  }
  if (hessians !== undefined) return;
  for (let cell = base; cell < end; cell += 1) into.hessians[cell] = into.counts[cell] ?? 0;
}

/** The sibling's sums, written over the parent's (H2). */
export function subtractHistogram(
  parent: GradientHistogram,
  child: GradientHistogram,
): GradientHistogram {
  for (let cell = 0; cell < parent.counts.length; cell += 1) {
    parent.gradients[cell] = (parent.gradients[cell] ?? 0) - (child.gradients[cell] ?? 0);
    parent.hessians[cell] = (parent.hessians[cell] ?? 0) - (child.hessians[cell] ?? 0);
    parent.counts[cell] = (parent.counts[cell] ?? 0) - (child.counts[cell] ?? 0);
  }
  return parent;
}
