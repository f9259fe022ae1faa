import type { Matrix } from '../data/matrix.ts';
import type { SeededRandom } from '../random/seeded-random.ts';
import { range } from '../random/shuffle.ts';
import type { IsolationTree } from './isolation-forest.ts';

/**
 * Mean path length of an unsuccessful search in a binary search tree of `rows` rows: 2 H(n-1) -
 * 2 (n-1) / n, with H(i) = ln i + Euler's constant (Liu et al. 2008, equation 1).
 */
export function expectedPath(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + 0.5772156649015329) - (2 * (rows - 1)) / rows;
}

/** A choice of `count` rows without repeats; shuffles the front part of `rows`. */
export function drawRows(rows: Int32Array, count: number, random: SeededRandom): Int32Array {
  for (let at = 0; at < count; at += 1) {
    const chosen = at + random.below(rows.length - at);
    const row = rows[chosen] ?? 0;
    rows[chosen] = rows[at] ?? 0;
    rows[at] = row;
  }
  return rows.slice(0, count);
}

interface Growing {
  readonly feature: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly right: number[];
  readonly pathLength: number[];
}

/** Grows a tree on the rows given, which are reordered. */
export function growIsolationTree(
  features: Matrix,
  rows: Int32Array,
  random: SeededRandom,
): IsolationTree {
  const tree: Growing = { feature: [], threshold: [], left: [], right: [], pathLength: [] };
  const columns = range(features.columns);
  const deepest = Math.ceil(Math.log2(Math.max(2, rows.length)));
  const grow = (start: number, end: number, depth: number): number => {
    const node = addLeaf(tree, depth + expectedPath(end - start));
    const cut = depth < deepest ? drawCut(features, rows, start, end, columns, random) : undefined;
    if (cut === undefined) return node;
    const middle = partition(features, rows, start, end, cut);
    tree.feature[node] = cut.column;
    tree.threshold[node] = cut.threshold;
    tree.left[node] = grow(start, middle, depth + 1);
    tree.right[node] = grow(middle, end, depth + 1);
    return node;
  };
  grow(0, rows.length, 0);
  return {
    feature: Int32Array.from(tree.feature),
    threshold: Float32Array.from(tree.threshold),
    left: Int32Array.from(tree.left),
    right: Int32Array.from(tree.right),
    pathLength: Float64Array.from(tree.pathLength),
  };
}

function addLeaf(tree: Growing, pathLength: number): number {
  tree.feature.push(-1);
  tree.threshold.push(0);
  tree.left.push(-1);
  tree.right.push(-1);
  return tree.pathLength.push(pathLength) - 1;
}

interface Cut {
  readonly column: number;
  readonly threshold: number;
}

/** A column drawn among those that differ in the node, cut uniformly between its ends. */
function drawCut(
  features: Matrix,
  rows: Int32Array,
  start: number,
  end: number,
  columns: Int32Array,
  random: SeededRandom,
): Cut | undefined {
  if (end - start < 2) return undefined;
  for (let drawn = 0; drawn < columns.length; drawn += 1) {
    const chosen = drawn + random.below(columns.length - drawn);
    const column = columns[chosen] ?? 0;
    columns[chosen] = columns[drawn] ?? 0;
    columns[drawn] = column;
    const [least, most] = ends(features, rows, start, end, column);
    if (least === most) continue;
    const threshold = Math.fround(least + random.next() * (most - least));
    // At the upper end nothing would go right.
    return { column, threshold: threshold < most ? threshold : least };
  }
  return undefined;
}

function ends(
  { values, columns }: Matrix,
  rows: Int32Array,
  start: number,
  end: number,
  column: number,
): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = start; i < end; i += 1) {
    const value = values[(rows[i] ?? 0) * columns + column] ?? 0;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** Rows at most the threshold come first; returns where the others begin. */
function partition(
  { values, columns }: Matrix,
  rows: Int32Array,
  start: number,
  end: number,
  { column, threshold }: Cut,
): number {
  let left = start;
  for (let i = start; i < end; i += 1) {
    const row = rows[i] ?? 0;
    if ((values[row * columns + column] ?? 0) > threshold) continue;
    rows[i] = rows[left] ?? 0;
    rows[left] = row;
    left += 1;
  }
  return left;
}
