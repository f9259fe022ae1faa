import { enqueue } from './enqueue.ts';
import type { Ending, Frame, Instance } from './instance.ts';
import { publish } from './publish.ts';
import { moveTo, setState, type RunBook } from './run-book.ts';
import { stopRun } from './stop-run.ts';
import { tallyOf } from './tally.ts';

/**
 * Ends an instance, for good.
 *
 * E1 An instance ends once (N1); its frame and all around it have one live instance less.
 * E2 It counts for downstream as one instance, unless it is a map whose items have counted already.
 * E3 In a `failFast` dag the first that ends as failed stops the run, a branch without the case or
 *    a loop at its cap too; one whose end was kept or marked does not.
 */
export function settle(
  book: RunBook,
  instance: Instance,
  ending: Partial<Ending> & Pick<Ending, 'state'>,
): void {
  moveTo(book, instance, ending.state, ending.reason);
  count(instance, ending.state);
  if (ending.state === 'failed' && book.plan.settings.failFast) {
    stopRun(book, { by: 'failFast', reason: `FailFast: "${instance.node.id}" failed.` });
  }
}

/** The same for an end from before: nobody is told again. */
export function settleKept(
  book: RunBook,
  instance: Instance,
  ending: Partial<Ending> & Pick<Ending, 'state'>,
): void {
  setState(book, instance, ending.state, ending.reason);
  count(instance, ending.state);
}

function count(instance: Instance, state: Ending['state']): void {
  instance.held = false;
  const counted = instance.node.plan.kind === 'map' && itemsCount(instance);
  if (!counted) publish(instance, tallyOf(state));
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
