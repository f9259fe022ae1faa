import type { Matrix } from '../data/matrix.ts';
import type { TreeShape } from '../trees/find-leaf.ts';

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

/** Grows an isolation forest. */
export function fitIsolationForest(
  _features: Matrix,
  _options: IsolationOptions = {},
): IsolationForest {
  throw new Error('Being built.');
}

/** Length N, above 0 and at most 1, higher is stranger: 2^(-mean path / c(sampleRows)). */
export function isolationScores(_forest: IsolationForest, _features: Matrix): Float64Array {
  throw new Error('Being built.');
}
