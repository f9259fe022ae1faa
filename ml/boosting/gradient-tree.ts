import type { TreeShape } from '../trees/find-leaf.ts';
import { partitionRows } from '../trees/partition-rows.ts';
import { bestGain, type GainLimits, type GainSplit, type NodeSums } from './best-gain.ts';
import {
  countHistogram,
  subtractHistogram,
  type GradientHistogram,
  type HistogramData,
  type Pull,
} from './gradient-histogram.ts';

/**
 * A tree as parallel arrays, root first. An inner node sends a row left when
 * `x[feature] <= threshold`; a leaf has feature -1 and a value.
 */
export interface ValueTree extends TreeShape {
  /** Added to the prediction at a leaf; 0 at inner nodes. */
  readonly value: Float64Array;
}
export interface GradientTreeOptions extends GainLimits {
  readonly maxLeaves: number;
  /** Inner nodes above a leaf, at most. */
  readonly maxDepth: number;
  /** Share of each leaf's best step that is taken. */
  readonly learningRate: number;
}

interface Open {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly histogram: GradientHistogram;
  readonly split: GainSplit;
}

/**
 * Grows a tree leaf by leaf, the largest gain first (as LightGBM: Ke et al., 2017), and adds its
 * values to the predictions of its rows.
 *
 * G1 Rows of a node are one stretch of `rows`; splitting reorders that stretch and nothing else.
 * G2 Of equal gains the older node is split first, so one set of gradients gives one tree.
 *
 * @param predictions of all rows, raised by the tree's values
 */
export function growGradientTree(
  data: HistogramData,
  pull: Pull,
  predictions: Float64Array,
  options: GradientTreeOptions,
): ValueTree {
  return new Growth(data, pull, options).grow(predictions);
}

class Growth {
  readonly #data: HistogramData;
  readonly #pull: Pull;
  readonly #options: GradientTreeOptions;
  readonly #rows: Int32Array;
  readonly #spare: Int32Array;
  readonly #nodes: {
    feature: number;
    threshold: number;
    left: number;
    right: number;
    value: number;
  }[] = [];
  readonly #places: { start: number; end: number }[] = [];
  #open: Open[] = [];

  constructor(data: HistogramData, pull: Pull, options: GradientTreeOptions) {
    this.#data = data;
    this.#pull = pull;
    this.#options = options;
    this.#rows = Int32Array.from({ length: data.rows }, (_, row) => row);
    this.#spare = new Int32Array(data.rows);
  }

  grow(predictions: Float64Array): ValueTree {
    const histogram = countHistogram(this.#data, this.#pull, this.#rows, 0, this.#rows.length);
    this.#addLeaf(0, this.#rows.length, 0, sumsOf(this.#data, histogram), histogram);
    for (let leaves = 1; leaves < this.#options.maxLeaves && this.#open.length > 0; leaves += 1) {
      this.#splitBest();
    }
    this.#nodes.forEach(({ feature, value }, node) => {
      const place = this.#places[node];
      if (feature >= 0 || place === undefined) return;
      for (let i = place.start; i < place.end; i += 1) {
        const row = this.#rows[i] ?? 0;
        predictions[row] = (predictions[row] ?? 0) + value;
      }
    });
    return this.#tree();
  }

  #splitBest(): void {
    const best = this.#open.reduce((one, two) => (two.split.gain > one.split.gain ? two : one));
    this.#open = this.#open.filter((each) => each !== best);
    const { node, start, end, depth, split, histogram } = best;
    const middle = partitionRows(this.#data, this.#rows, this.#spare, [start, end], split);
    const leftSmaller = middle - start <= end - middle;
    const [from, to] = leftSmaller ? [start, middle] : [middle, end];
    const counted = countHistogram(this.#data, this.#pull, this.#rows, from, to);
    const other = subtractHistogram(histogram, counted);
    const [ofLeft, ofRight] = leftSmaller ? [counted, other] : [other, counted];
    const left = this.#addLeaf(start, middle, depth + 1, split.left, ofLeft);
    const right = this.#addLeaf(middle, end, depth + 1, split.right, ofRight);
    const threshold = this.#data.cuts[split.column]?.[split.bin] ?? 0;
    this.#nodes[node] = { feature: split.column, threshold, left, right, value: 0 };
  }

  #addLeaf(
    start: number,
    end: number,
    depth: number,
    sums: NodeSums,
    histogram: GradientHistogram,
  ): number {
    const { learningRate, l2, maxDepth, minLeafRows } = this.#options;
    const value = (-learningRate * sums.gradient) / (sums.hessian + l2 || 1);
    const node = this.#nodes.push({ feature: -1, threshold: 0, left: -1, right: -1, value }) - 1;
    this.#places.push({ start, end });
    if (depth >= maxDepth || end - start < 2 * minLeafRows) return node;
    const split = bestGain(this.#data, histogram, sums, this.#options);
    if (split !== undefined) this.#open.push({ node, start, end, depth, histogram, split });
    return node;
  }

  #tree(): ValueTree {
    const nodes = this.#nodes;
    return {
      feature: Int32Array.from(nodes, ({ feature }) => feature),
      threshold: Float32Array.from(nodes, ({ threshold }) => threshold),
      left: Int32Array.from(nodes, ({ left }) => left),
      right: Int32Array.from(nodes, ({ right }) => right),
      value: Float64Array.from(nodes, ({ value }) => value),
    };
  }
}

/** Every column counts each row once: the first tells the node's sums. */
function sumsOf(data: HistogramData, histogram: GradientHistogram): NodeSums {
  let [gradient, hessian] = [0, 0];
  const bins = (data.cuts[0]?.length ?? 0) + 1;
  for (let bin = 0; bin < bins; bin += 1) {
    gradient += histogram.gradients[bin] ?? 0;
    hessian += histogram.hessians[bin] ?? 0;
  }
  return { gradient, hessian, rows: data.rows };
}
