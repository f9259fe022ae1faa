import { enqueue } from './enqueue.ts';
import type { Ending, Frame, Instance } from './instance.ts';
import { publish } from './publish.ts';
import { moveTo, type RunBook } from './run-book.ts';
import { tallyOf } from './tally.ts';

/**
 * Ends an instance, for good.
 *
 * E1 An instance ends once (N1); its frame and all around it have one live instance less.
 * E2 It counts for downstream as one instance, unless it is a map whose items have counted already.
 */
export function settle(
  book: RunBook,
  instance: Instance,
  ending: Partial<Ending> & Pick<Ending, 'state'>,
): void {
  moveTo(book, instance, ending.state, ending.reason);
  const counted = instance.node.plan.kind === 'map' && itemsCount(instance);
  if (!counted) publish(instance, tallyOf(ending.state));
  for (let frame: Frame | undefined = instance.frame; frame; frame = frame.owner?.frame) {
    frame.live -= 1;
    if (frame.live === 0) frameEnded(frame);
  }
}

/** True when a map's body has instances that stand for the map downstream. */
export function itemsCount(map: Instance): boolean {
  const inside = map.inside;
  return inside !== undefined && inside.count > 0 && (map.node.inner[0]?.watched ?? 0) > 0;
}

export function frameEnded(frame: Frame): void {
  const owner = frame.owner;
  if (owner?.inside === undefined) return;
  owner.inside.ended += 1;
  enqueue(owner);
}
