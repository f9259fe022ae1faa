import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { checkLabels } from '../data/training-rows.ts';
import type { ClassificationTree } from './classification-tree.ts';
import { findLeaf } from './find-leaf.ts';
import { forestProblem, growMissing, type EnsembleOptions } from './forest-options.ts';
import { classTreeGrower, type ClassTargets, type ForestProblem } from './forest-problem.ts';

/** A random forest: class probabilities are the mean over its trees. */
export interface RandomForest {
  readonly features: number;
  readonly classes: number;
  readonly trees: readonly ClassificationTree[];
}
/** `tryColumns` is √n unless told. */
export type ForestOptions = EnsembleOptions<ClassificationTree>;

/**
 * Grows a random forest (Breiman 2001): each tree on a bootstrap sample, each node on a random
 * choice of columns, splits searched on histograms of at most 256 bins. A forest that stopped
 * half-way and goes on from `grown` ends as the unbroken one does.
 *
 * @param data features [N, n] in any unit (scaling changes nothing); labels [N]
 * @throws UnlearnableDataError for empty data, or such that is not finite
 */
export function fitForest(data: LabelledMatrix, options: ForestOptions = {}): RandomForest {
  return forestOf(data, growMissing(options, classTreeGrower(classForestProblem(data, options))));
}

/** What the trees of `fitForest` are grown from. */
export function classForestProblem(
  data: LabelledMatrix,
  options: ForestOptions,
): ForestProblem<ClassTargets> {
  checkLabels(data);
  const { features, labels, classes } = data;
  return forestProblem(
    features,
    { kind: 'classes', labels, classes: classes.length },
    {
      ...options,
      tryColumns: options.tryColumns ?? Math.max(1, Math.floor(Math.sqrt(features.columns))),
      bootstrap: options.bootstrap ?? true,
    },
  );
}

export function forestOf(
  { features, classes }: LabelledMatrix,
  trees: readonly ClassificationTree[],
): RandomForest {
  return { features: features.columns, classes: classes.length, trees };
}

/** Probabilities [N, k], row-major, each row summing to 1. */
export function forestProbabilities(forest: RandomForest, features: Matrix): Float64Array {
  const { classes, trees } = forest;
  const out = new Float64Array(features.rows * classes);
  for (const tree of trees) {
    for (let row = 0; row < features.rows; row += 1) {
      const leaf = findLeaf(tree, features.values, row * features.columns);
      for (let c = 0; c < classes; c += 1) {
        const share = (tree.probabilities[leaf * classes + c] ?? 0) / trees.length;
        out[row * classes + c] = (out[row * classes + c] ?? 0) + share;
      }
    }
  }
  return out;
}
