import type { Instance } from './instance.ts';
import type { Placed } from './run-book.ts';

/** Topological order of the nodes, then declared order, then indexes from the outermost map in. */
export function comparePlaces(left: Placed, right: Placed): number {
  const byNode = left.node.order - right.node.order;
  return byNode !== 0 ? byNode : compareIndexes(left.mapIndex, right.mapIndex);
}

export function compareInstances(left: Instance, right: Instance): number {
  const byNode = left.node.order - right.node.order;
  return byNode !== 0 ? byNode : compareIndexes(left.frame.mapIndex, right.frame.mapIndex);
}

function compareIndexes(ours: readonly number[], theirs: readonly number[]): number {
  for (let depth = 0; depth < ours.length; depth += 1) {
    const byIndex = (ours[depth] ?? 0) - (theirs[depth] ?? 0);
    if (byIndex !== 0) return byIndex;
  }
  return 0;
}
