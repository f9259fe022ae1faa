import type { Instance } from './instance.ts';

/** Topological order of the nodes, then declared order, then indexes from the outermost map in. */
export function compareInstances(left: Instance, right: Instance): number {
  const byNode = left.node.order - right.node.order;
  if (byNode !== 0) return byNode;
  const ours = left.frame.mapIndex;
  const theirs = right.frame.mapIndex;
  for (let depth = 0; depth < ours.length; depth += 1) {
    const byIndex = (ours[depth] ?? 0) - (theirs[depth] ?? 0);
    if (byIndex !== 0) return byIndex;
  }
  return 0;
}
