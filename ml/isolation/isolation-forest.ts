import type { Matrix } from '../data/matrix.ts';
import { checkFeatures } from '../data/training-rows.ts';
import { range } from '../random/shuffle.ts';
import { treeRandom } from '../trees/tree-random.ts';
import { findLeaf, type TreeShape } from '../trees/find-leaf.ts';
import { drawRows, growIsolationTree, expectedPath } from './isolation-tree.ts';

/** Isolation forest (Liu, Ting and Zhou 2008): strange rows are cut off after few random cuts. */
export interface IsolationForest {
  readonly features: number;
  /** Rows each tree was grown on. */
  readonly sampleRows: number;
  readonly trees: readonly IsolationTree[];
}
export interface IsolationTree extends TreeShape {
  /** Path length at each node: its depth plus what an unbuilt subtree of its rows would add. */
  readonly pathLength: Float64Array;
}
/** Defaults are scikit-learn's. */
export interface IsolationOptions {
  /** Default 100. */
  readonly trees?: number;
  /** Rows each tree is grown on, drawn without repeats. Default 256, or all when there are fewer. */
  readonly sampleRows?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Grows an isolation forest: each tree on a sample of the rows, each node cut at random between the
 * least and the largest value of a column drawn among those that differ, down to the depth that a
 * balanced tree would have (Liu, Ting and Zhou, Isolation Forest, 2008, algorithms 1 and 2).
 *
 * @throws UnlearnableDataError for empty features or such that are not finite
 */
export function fitIsolationForest(
  features: Matrix,
  options: IsolationOptions = {},
): IsolationForest {
  checkFeatures(features);
  const { trees = 100, sampleRows: wanted = 256, seed = 0 } = options;
  if (!(trees >= 1) || !(wanted >= 1)) {
    throw new RangeError(`${trees} trees of ${wanted} rows, expected 1 or more of both.`);
  }
  const sampleRows = Math.min(wanted, features.rows);
  const rows = range(features.rows);
  return {
    features: features.columns,
    sampleRows,
    trees: Array.from({ length: trees }, (_, tree) => {
      const random = treeRandom(seed, tree);
      return growIsolationTree(features, drawRows(rows, sampleRows, random), random);
    }),
  };
}

/**
 * Length N, above 0 and at most 1, higher is stranger: `2^(-mean path / c(sampleRows))` with c the
 * mean path of an unsuccessful search (Liu et al., equation 2); scikit-learn's `-score_samples`.
 */
export function isolationScores(forest: IsolationForest, features: Matrix): Float64Array {
  const scores = new Float64Array(features.rows);
  for (const tree of forest.trees) {
    for (let row = 0; row < features.rows; row += 1) {
      const leaf = findLeaf(tree, features.values, row * features.columns);
      scores[row] = (scores[row] ?? 0) + (tree.pathLength[leaf] ?? 0);
    }
  }
  const usual = expectedPath(forest.sampleRows) * forest.trees.length;
  // A forest of single rows knows no path: nothing is strange to it or all is.
  return scores.map((path) => 2 ** -(usual === 0 ? 1 : path / usual));
}
