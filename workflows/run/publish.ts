import { enqueue, visitInside } from './enqueue.ts';
import type { Instance } from './instance.ts';
import { addTally, type Tally } from './tally.ts';

/**
 * Adds to what an instance counts for downstream, and notes everybody who has to look again.
 *
 * B1 Costs the out-degree, plus the same for each map around the instance; never a scan.
 * B2 A watched instance counts for its frame, and through an item of a map for the map itself.
 */
export function publish(instance: Instance, change: Tally): void {
  const { node, frame } = instance;
  addTally(instance.given, change);
  for (const downstream of node.downstreamHere) {
    const target = frame.instances[downstream.position];
    if (target !== undefined) tell(target, change);
  }
  for (const inner of node.downstreamInside) {
    visitInside(frame, inner, (target) => tell(target, change));
  }
  for (const watcher of instance.watchers ?? []) enqueue(watcher);
  if (!node.watched) return;
  addTally(frame.tally, change);
  const owner = frame.owner;
  if (owner?.node.plan.kind === 'map') publish(owner, change);
  else if (owner !== undefined) enqueue(owner);
}

function tell(target: Instance, change: Tally): void {
  addTally(target.upstream, change);
  if (target.state === 'none' || target.held) enqueue(target);
}
