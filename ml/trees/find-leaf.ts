/** What the path of a row through a tree hangs on; a leaf has feature -1. */
export interface TreeShape {
  /** Column tested at each node, or -1 at a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Impurity or loss that each inner node's split removed; absent where none was noted. */
  readonly decrease?: Float64Array;
}

/** The leaf that the row whose first value is at `at` comes to: left where `x <= threshold`. */
export function findLeaf(tree: TreeShape, values: Float32Array, at: number): number {
  let node = 0;
  for (;;) {
    const feature = tree.feature[node] ?? -1;
    if (feature < 0) return node;
    const left = (values[at + feature] ?? 0) <= (tree.threshold[node] ?? 0);
    node = (left ? tree.left[node] : tree.right[node]) ?? 0;
  }
}
