/** Shares of two samples over the same bins; each list sums to 1. */
export interface BinnedShares {
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** A numeric column with at most this many distinct reference values is compared value by value. */
const FEW_VALUES = 20;

/**
 * Puts two samples into common bins as Evidently 0.7 does: equal widths over the joint range, as
 * many as Sturges' rule (1926) asks for both together; or one bin a value for few values.
 */
export function binnedShares(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  kind: 'numeric' | 'categorical',
): BinnedShares {
  const distinct = new Set(Array.from(reference));
  if (kind === 'categorical' || distinct.size <= FEW_VALUES) {
    const values = [...new Set([...distinct, ...Array.from(current)])].sort((a, b) => a - b);
    const position = new Map(values.map((value, index) => [value, index]));
    const binOf = (value: number): number => position.get(value) ?? 0;
    return {
      reference: sharesOf(reference, values.length, binOf),
      current: sharesOf(current, values.length, binOf),
    };
  }
  const edges = sturgesEdges([...Array.from(reference), ...Array.from(current)]);
  const binOf = (value: number): number => binIn(edges, value);
  return {
    reference: sharesOf(reference, edges.length - 1, binOf),
    current: sharesOf(current, edges.length - 1, binOf),
  };
}

function sturgesEdges(values: readonly number[]): Float64Array {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const width = (high - low) / (Math.log2(values.length) + 1);
  const bins = Math.max(1, Math.ceil((high - low) / width));
  const step = (high - low) / bins;
  return Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + i * step));
}

/** The bin whose lower edge is at or below the value; the last bin holds its upper edge too. */
function binIn(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= (edges[middle] ?? 0)) low = middle;
    else high = middle;
  }
  return low;
}

function sharesOf(
  values: ArrayLike<number>,
  bins: number,
  binOf: (value: number) => number,
): Float64Array {
  const shares = new Float64Array(bins);
  for (let i = 0; i < values.length; i += 1) {
    const bin = binOf(values[i] ?? 0);
    shares[bin] = (shares[bin] ?? 0) + 1;
  }
  return shares.map((count) => count / values.length);
}
