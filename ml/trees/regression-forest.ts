import type { ValueTree } from '../boosting/gradient-tree.ts';
import type { Matrix } from '../data/matrix.ts';

/** A random forest for numbers (Breiman 2001): the mean of its trees. */
export interface RegressionForest {
  readonly features: number;
  readonly trees: readonly ValueTree[];
}
export interface RegressionForestOptions {
  /** Default 100. */
  readonly trees?: number;
  /** Default 64. */
  readonly maxDepth?: number;
  /** Default 1. */
  readonly minLeafRows?: number;
  /** Columns tried at each node. Default: all, as scikit-learn for numbers. */
  readonly tryColumns?: number;
  /** Default 0. */
  readonly seed?: number;
  /** 2 to 256, default 256. */
  readonly maxBins?: number;
  /** Weight of each row, from 0. Default 1. */
  readonly rowWeights?: ArrayLike<number>;
  /** Trees grown already by a run with the same data and options; growing goes on behind them. */
  readonly grown?: readonly ValueTree[];
  readonly onTree?: (grown: number, total: number) => void;
}

/** Grows a random forest for numbers by squared error. */
export function fitRegressionForest(
  _features: Matrix,
  _targets: ArrayLike<number>,
  _options: RegressionForestOptions = {},
): RegressionForest {
  throw new Error('Being built.');
}

/** Length N. */
export function forestPredictions(_forest: RegressionForest, _features: Matrix): Float64Array {
  throw new Error('Being built.');
}
