import type { ValueTree } from '../boosting/gradient-tree.ts';
import type { ClassificationTree } from './classification-tree.ts';
import type { BinnedFeatures } from './feature-bins.ts';
import { GiniSearch } from './gini-search.ts';
import { growTree, type GrownShape, type TreeLimits } from './grow-tree.ts';
import type { SplitSearch } from './split-search.ts';
import { treeRandom } from './tree-random.ts';
import { VarianceSearch } from './variance-search.ts';

/** All that any tree of a forest is grown from; sent to threads as it is. */
export interface ForestProblem<Targets extends ClassTargets | NumberTargets> {
  readonly data: BinnedFeatures;
  readonly targets: Targets;
  /** Of the rows, from 0. */
  readonly weights: Float64Array;
  readonly limits: TreeLimits;
  readonly seed: number;
  /** Whether each tree sees a sample of the rows with repeats, or all of them. */
  readonly bootstrap: boolean;
}
export interface ClassTargets {
  readonly kind: 'classes';
  readonly labels: Int32Array;
  readonly classes: number;
}
export interface NumberTargets {
  readonly kind: 'numbers';
  readonly values: Float64Array;
}

/**
 * Grows the trees of a forest, each by its number.
 *
 * F1 Tree i draws from its own random sequence, told by (seed, i): whoever grows it, and after
 *    whichever others, it is the same tree.
 */
export function classTreeGrower(
  problem: ForestProblem<ClassTargets>,
): (tree: number) => ClassificationTree {
  const { data, targets, limits } = problem;
  return (tree) => {
    const weights = new Float64Array(data.rows);
    const shape = { classes: targets.classes, minLeafRows: limits.minLeafRows };
    const search = new GiniSearch(data, targets.labels, weights, shape);
    const grown = growOne(problem, tree, weights, search);
    return { ...grown, probabilities: onlyLeaves(grown, search.probabilities, targets.classes) };
  };
}

/** As `classTreeGrower`, for numbers. */
export function numberTreeGrower(
  problem: ForestProblem<NumberTargets>,
): (tree: number) => ValueTree {
  const { data, targets, limits } = problem;
  return (tree) => {
    const weights = new Float64Array(data.rows);
    const search = new VarianceSearch(data, targets.values, weights, limits.minLeafRows);
    const grown = growOne(problem, tree, weights, search);
    const value = Float64Array.from(search.values, (each, node) =>
      (grown.feature[node] ?? -1) < 0 ? each : 0,
    );
    return { ...grown, value };
  };
}

function growOne(
  problem: ForestProblem<ClassTargets | NumberTargets>,
  tree: number,
  weights: Float64Array,
  search: SplitSearch,
): GrownShape {
  const random = treeRandom(problem.seed, tree);
  const { rows } = problem.data;
  if (problem.bootstrap) {
    for (let draw = 0; draw < rows; draw += 1) {
      const row = random.below(rows);
      weights[row] = (weights[row] ?? 0) + (problem.weights[row] ?? 0);
    }
  }
  // A sample may hold nothing but rows without weight; the tree sees all rows then.
  if (!weights.some((weight) => weight > 0)) weights.set(problem.weights);
  return growTree(problem.data, weighty(weights), search, problem.limits, random);
}

function weighty(weights: Float64Array): Int32Array {
  let count = 0;
  const rows = new Int32Array(weights.length);
  weights.forEach((weight, row) => {
    if (weight > 0) rows[count++] = row;
  });
  return rows.slice(0, count);
}

/** Every node had a prediction while it was a leaf; inner nodes give theirs up. */
function onlyLeaves(
  { feature }: GrownShape,
  probabilities: readonly number[],
  classes: number,
): Float32Array {
  return Float32Array.from(probabilities, (share, at) =>
    (feature[Math.floor(at / classes)] ?? -1) < 0 ? share : 0,
  );
}
