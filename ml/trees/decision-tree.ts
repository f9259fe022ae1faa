import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import type { RandomForest } from './random-forest.ts';
import type { RegressionForest } from './regression-forest.ts';

/** Defaults are those of scikit-learn's trees. */
export interface DecisionTreeOptions {
  /** Default 64. */
  readonly maxDepth?: number;
  /** Default 1. */
  readonly minLeafRows?: number;
  /** Which of equally good columns is taken. Default 0. */
  readonly seed?: number;
  /** 2 to 256, default 256. */
  readonly maxBins?: number;
  /** Weight of each row, from 0. Default 1. */
  readonly rowWeights?: ArrayLike<number>;
}

/** A single classification tree (CART) on all rows and columns: a forest of one. */
export function fitDecisionTree(
  _data: LabelledMatrix,
  _options: DecisionTreeOptions = {},
): RandomForest {
  throw new Error('Being built.');
}

/** A single regression tree (CART) on all rows and columns: a forest of one. */
export function fitRegressionTree(
  _features: Matrix,
  _targets: ArrayLike<number>,
  _options: DecisionTreeOptions = {},
): RegressionForest {
  throw new Error('Being built.');
}
