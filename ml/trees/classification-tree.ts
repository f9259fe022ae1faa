import type { TreeShape } from './find-leaf.ts';

/**
 * A tree as parallel arrays, root first. An inner node sends a row left when
 * `x[feature] <= threshold`; a leaf has feature -1 and holds class probabilities.
 */
export interface ClassificationTree extends TreeShape {
  /** [nodes, k], row-major; zeros at inner nodes. */
  readonly probabilities: Float32Array;
}
