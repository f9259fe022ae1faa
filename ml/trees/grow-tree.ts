import type { SeededRandom } from '../random/seeded-random.ts';
import { range } from '../random/shuffle.ts';
import { between, type BinnedFeatures } from './feature-bins.ts';
import type { TreeShape } from './find-leaf.ts';
import { partitionRows } from './partition-rows.ts';
import type { SplitSearch } from './split-search.ts';

export interface TreeLimits {
  /** Inner nodes above a leaf, at most. */
  readonly maxDepth: number;
  /** Fewest different rows of a leaf. */
  readonly minLeafRows: number;
  /** How many columns are tried at each node; those constant in the node do not count. */
  readonly tryColumns: number;
}

/** A tree as parallel arrays, root first, with the impurity that each inner node's split removed. */
export interface GrownShape extends TreeShape {
  /** In weights of rows times impurity; 0 at leaves. */
  readonly decrease: Float64Array;
}

interface Open {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  /** The node above and its side, once that is known; -1 for the root. */
  readonly parent: number;
  readonly isLeft: boolean;
}

/**
 * Grows a tree on binned features (CART: Breiman, Friedman, Olshen and Stone, 1984; with columns
 * drawn at each node as in Breiman's random forests, 2001). As in scikit-learn, a mixed node is
 * split even where no split gains anything, so that what only two columns tell together is learnt.
 *
 * T1 Rows of a node are one stretch of `rows`; splitting reorders that stretch and nothing else.
 * T2 Nodes are grown in depth-first order, left first, so one random sequence gives one tree.
 * T3 A cut lies half-way between the values of the node at its sides.
 *
 * @param rows row numbers to learn from, without repeats; reordered by the call
 */
export function growTree(
  data: BinnedFeatures,
  rows: Int32Array,
  search: SplitSearch,
  limits: TreeLimits,
  random: SeededRandom,
): GrownShape {
  const growing = new GrowingShape();
  const columns = range(data.columns);
  const spare = new Int32Array(rows.length);
  const open: Open[] = [{ start: 0, end: rows.length, depth: 0, parent: -1, isLeft: true }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { start, end, depth } = next;
    search.enter(rows, start, end);
    search.addLeaf();
    const node = growing.addLeaf(next.parent, next.isLeft);
    if (depth >= limits.maxDepth || end - start < 2 * limits.minLeafRows) continue;
    const split = search.splittable ? bestColumn(search, columns, limits, random) : undefined;
    if (split === undefined) continue;
    const middle = partitionRows(data, rows, spare, [start, end], split);
    growing.makeInner(node, split, cutOf(data, split));
    open.push({ start: middle, end, depth: depth + 1, parent: node, isLeft: false });
    open.push({ start, end: middle, depth: depth + 1, parent: node, isLeft: true });
  }
  return growing.shape();
}

interface ChosenSplit {
  readonly column: number;
  readonly bin: number;
  readonly next: number;
  readonly decrease: number;
}

/** The best split among columns drawn at random; the first of equals. Shuffles `columns`. */
function bestColumn(
  search: SplitSearch,
  columns: Int32Array,
  limits: TreeLimits,
  random: SeededRandom,
): ChosenSplit | undefined {
  let [column, bin, next, score] = [-1, 0, 0, Number.NEGATIVE_INFINITY];
  let tried = 0;
  for (let drawn = 0; drawn < columns.length && tried < limits.tryColumns; drawn += 1) {
    const chosen = drawn + random.below(columns.length - drawn);
    const candidate = columns[chosen] ?? 0;
    columns[chosen] = columns[drawn] ?? 0;
    columns[drawn] = candidate;
    const result = search.scan(candidate);
    if (result === 'constant') continue;
    tried += 1;
    const { found } = search;
    if (result === 'none' || found.score <= score) continue;
    [column, bin, next, score] = [candidate, found.bin, found.next, found.score];
  }
  if (column < 0) return undefined;
  return { column, bin, next, decrease: Math.max(0, score - search.unsplit) };
}

function cutOf({ least, most }: BinnedFeatures, { column, bin, next }: ChosenSplit): number {
  return between(most[column]?.[bin] ?? 0, least[column]?.[next] ?? 0);
}

class GrowingShape {
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #decrease: number[] = [];

  addLeaf(parent: number, isLeft: boolean): number {
    const node = this.#feature.push(-1) - 1;
    this.#threshold.push(0);
    this.#left.push(-1);
    this.#right.push(-1);
    this.#decrease.push(0);
    if (parent >= 0) (isLeft ? this.#left : this.#right)[parent] = node;
    return node;
  }

  makeInner(node: number, { column, decrease }: ChosenSplit, cut: number): void {
    this.#feature[node] = column;
    this.#threshold[node] = cut;
    this.#decrease[node] = decrease;
  }

  shape(): GrownShape {
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float32Array.from(this.#threshold),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      decrease: Float64Array.from(this.#decrease),
    };
  }
}
