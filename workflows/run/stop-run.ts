import { enqueue } from './enqueue.ts';
import type { Frame, Instance } from './instance.ts';
import { pathOf, stop, type RunBook, type StoppedRun } from './run-book.ts';

/**
 * Stops a run, for a cancel or the first failure of a `failFast` dag.
 *
 * J1 What has not started is skipped; what is in flight is told to stop and ends as failed whatever
 *    it reports.
 * J2 Spared is everything in a teardown that is to run: it starts, goes on and ends as ever.
 * J3 Looks at everything there is; nothing else but a clear or a mark does.
 * J4 A stopped run that is folded again enters the containers in which something had begun: a
 *    resource that was set up is torn down whatever happened in between.
 */
export function stopRun(book: RunBook, why: StoppedRun): void {
  if (book.stopped !== undefined) return;
  book.stopped = why;
  for (const instance of book.inFlight.values()) {
    if (isStopped(book, instance)) stop(book, instance, why.reason);
  }
  for (const [path, { map, part }] of book.shards?.inFlight ?? []) {
    if (!isStopped(book, map)) continue;
    part.stopping = true;
    const { node, frame } = map;
    book.pending.stops.set(path, { path, node, mapIndex: frame.mapIndex, reason: why.reason });
  }
  enqueueUnended(book.root);
}

/** Why nothing of this instance may start or go on, if so. */
export function isStopped(book: RunBook, instance: Instance): boolean {
  return book.stopped !== undefined && !isSpared(instance);
}

/** J4. */
export function hasBegun(book: RunBook, instance: Instance): boolean {
  return !instance.node.started && book.begunInside.has(pathOf(instance));
}

function isSpared(instance: Instance): boolean {
  for (let frame: Frame | undefined = instance.frame; frame; frame = frame.owner?.frame) {
    if (frame.region.role === 'teardown' && frame.barred === undefined) return true;
  }
  return false;
}

function enqueueUnended(frame: Frame): void {
  for (const instance of frame.instances) {
    if (isOpen(instance)) enqueue(instance);
    instance.inside?.frames.forEach(enqueueUnended);
  }
}

function isOpen(instance: Instance): boolean {
  return instance.state === 'none' || instance.held || instance.inside !== undefined;
}
