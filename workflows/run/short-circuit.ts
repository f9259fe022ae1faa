import { enqueue, visitInside } from './enqueue.ts';
import type { Instance } from './instance.ts';
import type { RunBook } from './run-book.ts';
import { containersBetween, type StaticNode, type StaticRegion } from './plan/static-plan.ts';

/**
 * Turns off what comes after a short-circuit whose condition is false.
 *
 * S1 With `ignoreDownstreamTriggerRules` that is everything downstream in its own region, and all
 *    there is inside; else only the nodes that name it as upstream. Rules are not asked.
 * S2 What has started goes on; what has ended stays as it is.
 * S3 It never reaches out of its region: past an item of a map or a case, trigger rules decide.
 */
export function turnOffDownstream(book: RunBook, instance: Instance): void {
  const { node, frame } = instance;
  if (node.plan.kind !== 'shortCircuit') return;
  const reason = `Short-circuited by "${node.id}".`;
  frame.turnedOff ??= new Map();
  book.anyTurnedOff = true;
  for (const target of downstreamOf(node, node.plan.ignoreDownstreamTriggerRules)) {
    if (!frame.turnedOff.has(target)) frame.turnedOff.set(target, reason);
    const through = containersBetween(frame.region, target);
    if (through !== undefined) visitInside(frame, { node: target, through }, enqueue);
  }
}

/** Why an instance was turned off, if it was. */
export function turnedOffBecause(book: RunBook, instance: Instance): string | undefined {
  if (!book.anyTurnedOff) return undefined;
  for (
    let frame: Instance['frame'] | undefined = instance.frame;
    frame;
    frame = frame.owner?.frame
  ) {
    const reason = frame.turnedOff?.get(instance.node);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function downstreamOf(node: StaticNode, transitive: boolean): ReadonlySet<StaticNode> {
  const found = new Set<StaticNode>(directly(node));
  if (!transitive) return found;
  // A set that grows while it is walked is walked to its end.
  for (const each of found) {
    for (const next of directly(each)) found.add(next);
    for (const inner of each.inner) addAll(inner, found);
    for (const container of containersBetween(node.region, each) ?? []) {
      for (const next of directly(container)) found.add(next);
    }
  }
  return found;
}

function directly(node: StaticNode): StaticNode[] {
  return [...node.downstreamHere, ...node.downstreamInside.map((inner) => inner.node)];
}

function addAll(region: StaticRegion, to: Set<StaticNode>): void {
  for (const node of region.nodes) to.add(node);
}
