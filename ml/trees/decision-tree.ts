import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import type { TreeOptions } from './forest-options.ts';
import { fitForest, type RandomForest } from './random-forest.ts';
import { fitRegressionForest, type RegressionForest } from './regression-forest.ts';

/** `tryColumns` is all of them unless told; the seed settles which of equally good ones is taken. */
export type DecisionTreeOptions = TreeOptions;

/**
 * A single classification tree on all rows (CART), as scikit-learn's `DecisionTreeClassifier`: a
 * forest of one.
 *
 * @throws UnlearnableDataError for empty data, or such that is not finite
 */
export function fitDecisionTree(
  data: LabelledMatrix,
  options: DecisionTreeOptions = {},
): RandomForest {
  const tryColumns = data.features.columns;
  return fitForest(data, { tryColumns, ...options, trees: 1, bootstrap: false });
}

/** A single regression tree on all rows (CART), as scikit-learn's `DecisionTreeRegressor`. */
export function fitRegressionTree(
  features: Matrix,
  targets: ArrayLike<number>,
  options: DecisionTreeOptions = {},
): RegressionForest {
  return fitRegressionForest(features, targets, { ...options, trees: 1, bootstrap: false });
}
