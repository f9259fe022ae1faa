import type { GradientBoosting } from '../boosting/gradient-boosting.ts';
import type { TreeShape } from './find-leaf.ts';
import type { RandomForest } from './random-forest.ts';
import type { RegressionForest } from './regression-forest.ts';

/**
 * Share of the impurity removed that each column's splits brought, the mean over the trees (mean
 * decrease in impurity: Breiman, Friedman, Olshen and Stone 1984; scikit-learn's
 * `feature_importances_`). Sums to 1, or is all 0 when no tree has a split.
 *
 * @throws RangeError for trees that did not note what their splits removed
 */
export function featureImportance(forest: RandomForest | RegressionForest): Float64Array {
  const trees: readonly TreeShape[] = forest.trees;
  const total = new Float64Array(forest.features);
  for (const tree of trees) {
    const own = normed(addGains(new Float64Array(forest.features), tree));
    own.forEach((share, column) => (total[column] = (total[column] ?? 0) + share));
  }
  return normed(total);
}

/** Share of the loss removed by all trees that each column's splits brought; sums to 1. */
export function boostingImportance(model: GradientBoosting, features: number): Float64Array {
  const total = new Float64Array(features);
  for (const tree of model.rounds.flat()) addGains(total, tree);
  return normed(total);
}

function addGains(total: Float64Array, tree: TreeShape): Float64Array {
  const { decrease } = tree;
  if (decrease === undefined) {
    throw new RangeError('These trees did not note what their splits removed: grow them again.');
  }
  tree.feature.forEach((column, node) => {
    if (column >= 0) total[column] = (total[column] ?? 0) + (decrease[node] ?? 0);
  });
  return total;
}

function normed(parts: Float64Array): Float64Array {
  const sum = parts.reduce((all, part) => all + part, 0);
  return sum > 0 ? parts.map((part) => part / sum) : parts;
}
