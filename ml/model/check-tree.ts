import type { TreeShape } from '../trees/find-leaf.ts';
import { ensure } from './shape.ts';

/**
 * A tree out of a file: arrays of one length, columns that there are, children behind their parent,
 * so that every walk ends at a leaf.
 *
 * @param held values that its nodes hold together; `each` of them a node
 */
export function checkTree(tree: TreeShape, features: number, held: number, each: number): void {
  const nodes = tree.feature.length;
  ensure(nodes > 0, 'a tree has no node');
  const noted = tree.decrease?.length ?? nodes;
  const lengths = [tree.threshold, tree.left, tree.right].map(({ length }) => length);
  ensure(
    [...lengths, held / each, noted].every((length) => length === nodes),
    'the arrays of a tree are of different lengths',
  );
  tree.feature.forEach((feature, node) => {
    ensure(feature >= -1 && feature < features, `a tree tests column ${feature}`);
    if (feature < 0) return;
    const [left, right] = [tree.left[node] ?? 0, tree.right[node] ?? 0];
    ensure(left > node && left < nodes, 'a tree leads back or out of itself');
    ensure(right > node && right < nodes, 'a tree leads back or out of itself');
  });
}
