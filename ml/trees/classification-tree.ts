import type { SeededRandom } from '../random/seeded-random.ts';
import type { BinnedFeatures } from './feature-bins.ts';
import { bestSplit } from './best-split.ts';
import type { TreeShape } from './find-leaf.ts';
import { partitionRows } from './partition-rows.ts';

/**
 * A tree as parallel arrays, root first. An inner node sends a row left when
 * `x[feature] <= threshold`; a leaf has feature -1 and holds class probabilities.
 */
export interface ClassificationTree extends TreeShape {
  /** [nodes, k], row-major; zeros at inner nodes. */
  readonly probabilities: Float32Array;
}
export interface TreeOptions {
  readonly classes: number;
  readonly maxDepth: number;
  /** Fewest rows of a leaf, repeated rows counted as often as drawn. */
  readonly minLeafRows: number;
  /** How many columns are tried at each node. */
  readonly tryColumns: number;
}

interface Growing {
  readonly feature: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly right: number[];
  readonly probabilities: number[];
}

/**
 * Grows a classification tree on binned features by the Gini impurity (Breiman, Friedman, Olshen
 * and Stone, Classification and Regression Trees, 1984).
 *
 * T1 Rows of a node are one stretch of `rows`; splitting reorders that stretch and nothing else.
 * T2 Nodes are grown in depth-first order, left first, so one random sequence gives one tree.
 *
 * @param labels position of each row's class
 * @param rows row numbers to learn from, repeats allowed; reordered by the call
 */
export function growTree(
  data: BinnedFeatures,
  labels: Int32Array,
  rows: Int32Array,
  options: TreeOptions,
  random: SeededRandom,
): ClassificationTree {
  const tree: Growing = { feature: [], threshold: [], left: [], right: [], probabilities: [] };
  const columns = Int32Array.from({ length: data.columns }, (_, index) => index);
  const spare = new Int32Array(rows.length);
  const grow = (start: number, end: number, depth: number): number => {
    const node = addLeaf(tree, classCounts(labels, rows, start, end, options.classes));
    if (depth >= options.maxDepth || end - start < 2 * options.minLeafRows) return node;
    const split = bestSplit({ data, labels, rows, start, end, columns, options, random });
    if (split === undefined) return node;
    const middle = partitionRows(data, rows, spare, [start, end], split);
    const left = grow(start, middle, depth + 1);
    const right = grow(middle, end, depth + 1);
    const cut = data.cuts[split.column]?.[split.bin] ?? 0;
    makeInner(tree, node, { column: split.column, cut, left, right }, options.classes);
    return node;
  };
  grow(0, rows.length, 0);
  return {
    feature: Int32Array.from(tree.feature),
    threshold: Float32Array.from(tree.threshold),
    left: Int32Array.from(tree.left),
    right: Int32Array.from(tree.right),
    probabilities: Float32Array.from(tree.probabilities),
  };
}

function addLeaf(tree: Growing, counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  tree.feature.push(-1);
  tree.threshold.push(0);
  tree.left.push(-1);
  tree.right.push(-1);
  for (const count of counts) tree.probabilities.push(count / total);
  return tree.feature.length - 1;
}

function makeInner(
  tree: Growing,
  node: number,
  inner: { column: number; cut: number; left: number; right: number },
  classes: number,
): void {
  tree.feature[node] = inner.column;
  tree.threshold[node] = inner.cut;
  tree.left[node] = inner.left;
  tree.right[node] = inner.right;
  tree.probabilities.fill(0, node * classes, (node + 1) * classes);
}

function classCounts(
  labels: Int32Array,
  rows: Int32Array,
  start: number,
  end: number,
  classes: number,
): Float64Array {
  const counts = new Float64Array(classes);
  for (let i = start; i < end; i += 1) {
    const label = labels[rows[i] ?? 0] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}
