import type { TreeShape } from '../trees/find-leaf.ts';
import { partitionRows } from '../trees/partition-rows.ts';
import { range } from '../random/shuffle.ts';
import { bestGain, type GainLimits, type GainSplit, type NodeSums } from './best-gain.ts';
import type { Pull } from './boosting-loss.ts';
import {
  subtractHistogram,
  type ColumnRange,
  type GradientHistogram,
  type HistogramCounter,
  type HistogramData,
} from './gradient-histogram.ts';
import type { SplitBoard } from './split-board.ts';

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
/** What a tree is grown with; used for tree after tree. */
export interface GradientTreeTools {
  readonly data: HistogramData;
  readonly pull: Pull;
  /** Counts the columns of `range`. */
  readonly counter: HistogramCounter;
  /** The columns this thread looks at; the board brings in what others find in theirs. */
  readonly range: ColumnRange;
  readonly board: SplitBoard;
  readonly options: GradientTreeOptions;
}

interface GrowingNode {
  feature: number;
  threshold: number;
  left: number;
  right: number;
  readonly value: number;
  decrease: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}
interface Open {
  readonly node: number;
  readonly histogram: GradientHistogram;
  readonly split: GainSplit;
}

/**
 * Grows trees leaf by leaf, the largest gain first (as LightGBM: Ke et al., 2017), one after the
 * other on the same memory.
 *
 * G1 Rows of a node are one stretch of `#rows`; splitting reorders that stretch and nothing else.
 * G2 Of equal gains the older node is split first, so one set of gradients gives one tree.
 * G3 All that decides about a tree is the same in every thread that grows it; threads differ only
 *    in the columns they count.
 */
export class GradientTreeGrower {
  readonly #tools: GradientTreeTools;
  readonly #rows: Int32Array;
  readonly #spare: Int32Array;
  #nodes: GrowingNode[] = [];
  #open: Open[] = [];

  constructor(tools: GradientTreeTools) {
    this.#tools = tools;
    this.#rows = range(tools.data.rows);
    this.#spare = new Int32Array(tools.data.rows);
  }

  /** Grows a tree by the present derivatives, and raises the predictions by its values. */
  grow(predictions: Float64Array): ValueTree {
    const { maxLeaves } = this.#tools.options;
    this.#rows.forEach((_, row) => (this.#rows[row] = row));
    this.#nodes = [];
    this.#open = [];
    this.#plantRoot(maxLeaves);
    for (let leaves = 1; leaves < maxLeaves && this.#open.length > 0; leaves += 1) {
      this.#splitBest(leaves + 1 === maxLeaves);
    }
    this.#open.forEach(({ histogram }) => this.#tools.counter.giveBack(histogram));
    this.#raise(predictions);
    return this.#tree();
  }

  #plantRoot(maxLeaves: number): void {
    const rows = this.#rows.length;
    const sums = sumsOf(this.#tools.pull, rows);
    const root = this.#addLeaf(0, rows, 0, sums);
    if (maxLeaves < 2 || !this.#splittable(root)) return;
    const histogram = this.#tools.counter.count(this.#rows, 0, rows);
    this.#seek([{ node: root, sums, histogram }]);
  }

  /** @param last whether there will be no further split, so that nobody need look for one */
  #splitBest(last: boolean): void {
    const best = this.#open.reduce((one, two) => (two.split.gain > one.split.gain ? two : one));
    this.#open = this.#open.filter((each) => each !== best);
    const node = this.#nodes[best.node];
    if (node === undefined) return;
    const { data, counter } = this.#tools;
    const { start, end, depth } = node;
    const { split, histogram } = best;
    const middle = partitionRows(data, this.#rows, this.#spare, [start, end], split);
    node.feature = split.column;
    node.threshold = data.cuts[split.column]?.[split.bin] ?? 0;
    node.decrease = split.gain;
    node.left = this.#addLeaf(start, middle, depth + 1, split.left);
    node.right = this.#addLeaf(middle, end, depth + 1, split.right);
    const children = [
      { node: node.left, sums: split.left },
      { node: node.right, sums: split.right },
    ];
    if (last || !children.some((child) => this.#splittable(child.node))) {
      counter.giveBack(histogram);
      return;
    }
    const leftSmaller = middle - start <= end - middle;
    const [from, to] = leftSmaller ? [start, middle] : [middle, end];
    const counted = counter.count(this.#rows, from, to);
    subtractHistogram(histogram, counted);
    const histograms = leftSmaller ? [counted, histogram] : [histogram, counted];
    this.#seek(children.map((child, at) => ({ ...child, histogram: histograms[at] ?? histogram })));
  }

  /** Finds the nodes' best splits; those that have one stay open. */
  #seek(nodes: readonly { node: number; sums: NodeSums; histogram: GradientHistogram }[]): void {
    const { data, range: columns, board, options, counter } = this.#tools;
    const found = nodes.map(({ node, sums, histogram }) =>
      this.#splittable(node) ? bestGain(data, columns, histogram, sums, options) : undefined,
    );
    const agreed = board.agree(
      nodes.map(({ sums }) => sums),
      found,
    );
    nodes.forEach(({ node, histogram }, at) => {
      const split = agreed[at];
      if (split === undefined) counter.giveBack(histogram);
      else this.#open.push({ node, histogram, split });
    });
  }

  #splittable(node: number): boolean {
    const { maxDepth, minLeafRows } = this.#tools.options;
    const { start = 0, end = 0, depth = 0 } = this.#nodes[node] ?? {};
    return depth < maxDepth && end - start >= 2 * minLeafRows;
  }

  #addLeaf(start: number, end: number, depth: number, sums: NodeSums): number {
    const { learningRate, l2 } = this.#tools.options;
    const value = (-learningRate * sums.gradient) / (sums.hessian + l2 || 1);
    const leaf = { feature: -1, threshold: 0, left: -1, right: -1, value, decrease: 0 };
    return this.#nodes.push({ ...leaf, start, end, depth }) - 1;
  }

  #raise(predictions: Float64Array): void {
    for (const { feature, start, end, value } of this.#nodes) {
      if (feature >= 0) continue;
      for (let i = start; i < end; i += 1) {
        const row = this.#rows[i] ?? 0;
        predictions[row] = (predictions[row] ?? 0) + value;
      }
    }
  }

  #tree(): ValueTree {
    const nodes = this.#nodes;
    return {
      feature: Int32Array.from(nodes, ({ feature }) => feature),
      threshold: Float32Array.from(nodes, ({ threshold }) => threshold),
      left: Int32Array.from(nodes, ({ left }) => left),
      right: Int32Array.from(nodes, ({ right }) => right),
      value: Float64Array.from(nodes, ({ feature, value }) => (feature < 0 ? value : 0)),
      decrease: Float64Array.from(nodes, ({ decrease }) => decrease),
    };
  }
}

function sumsOf({ gradients, hessians }: Pull, rows: number): NodeSums {
  let [gradient, hessian] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    gradient += gradients[row] ?? 0;
    hessian += hessians[row] ?? 0;
  }
  return { gradient, hessian, rows };
}
