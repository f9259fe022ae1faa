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
