import type { ValueTree } from '../boosting/gradient-tree.ts';
import type { Matrix } from '../data/matrix.ts';
import { checkTargets } from '../data/training-rows.ts';
import { findLeaf } from './find-leaf.ts';
import { forestProblem, growMissing, type EnsembleOptions } from './forest-options.ts';
import { numberTreeGrower, type ForestProblem, type NumberTargets } from './forest-problem.ts';

/** A random forest for numbers (Breiman 2001): the mean of its trees. */
export interface RegressionForest {
  readonly features: number;
  readonly trees: readonly ValueTree[];
}
/** `tryColumns` is all of them unless told, as scikit-learn has it for numbers. */
export type RegressionForestOptions = EnsembleOptions<ValueTree>;

/**
 * Grows a random forest for numbers by squared error; otherwise as `fitForest`.
 *
 * @param features [N, n] in any unit
 * @param targets as many as rows
 * @throws UnlearnableDataError for empty data, or such that is not finite
 */
export function fitRegressionForest(
  features: Matrix,
  targets: ArrayLike<number>,
  options: RegressionForestOptions = {},
): RegressionForest {
  const grow = numberTreeGrower(numberForestProblem(features, targets, options));
  return { features: features.columns, trees: growMissing(options, grow) };
}

/** What the trees of `fitRegressionForest` are grown from. */
export function numberForestProblem(
  features: Matrix,
  targets: ArrayLike<number>,
  options: RegressionForestOptions,
): ForestProblem<NumberTargets> {
  checkTargets(features, targets);
  return forestProblem(
    features,
    { kind: 'numbers', values: Float64Array.from(targets) },
    {
      ...options,
      tryColumns: options.tryColumns ?? features.columns,
      bootstrap: options.bootstrap ?? true,
    },
  );
}

/** Length N. */
export function forestPredictions(forest: RegressionForest, features: Matrix): Float64Array {
  const sums = new Float64Array(features.rows);
  for (const tree of forest.trees) {
    for (let row = 0; row < features.rows; row += 1) {
      const leaf = findLeaf(tree, features.values, row * features.columns);
      sums[row] = (sums[row] ?? 0) + (tree.value[leaf] ?? 0);
    }
  }
  return sums.map((sum) => sum / forest.trees.length);
}
