import { enqueue } from './enqueue.ts';
import type { RunEvent } from './event.ts';
import type { Ending, Frame, Instance } from './instance.ts';
import { moveTo, type RunBook } from './run-book.ts';
import { settle } from './settle.ts';

/**
 * Takes one event in; its consequences are drained afterwards.
 *
 * V1 An event about an instance that is not in flight changes nothing: late and doubled reports
 *    are harmless.
 * V2 After a cancel, whatever a started instance reports, it ends as failed.
 */
export function takeEvent(book: RunBook, event: Exclude<RunEvent, { type: 'start' }>): void {
  if (event.type === 'cancel') {
    cancel(book, event.reason);
    return;
  }
  if (!('path' in event) || event.type === 'shardEnded') {
    throw new Error(`This version does not take a "${event.type}".`);
  }
  const instance = book.inFlight.get(event.path);
  if (instance === undefined) return;
  if (event.type === 'running') {
    if (instance.state !== 'running') moveTo(book, instance, 'running');
  } else if (event.type === 'waiting') {
    moveTo(book, instance, event.state, event.reason);
  } else if (event.type === 'retrying') {
    moveTo(book, instance, 'up_for_retry', reasonOf(event.error));
  } else {
    book.inFlight.delete(event.path);
    if (event.type === 'succeeded') instance.output = event.output;
    settle(
      book,
      instance,
      book.cancelled === undefined ? endingOf(event) : stopped(event, book.cancelled),
    );
  }
}

type Report = Extract<RunEvent, { type: 'succeeded' | 'skipped' | 'failed' }>;

function endingOf(report: Report): { readonly state: Ending['state']; readonly reason?: string } {
  if (report.type === 'succeeded') return { state: 'success' };
  if (report.type === 'skipped') return { state: 'skipped', reason: report.reason };
  return { state: 'failed', reason: reasonOf(report.error) };
}

function stopped(report: Report, reason: string): Ending {
  return { state: 'failed', reason: report.type === 'failed' ? reasonOf(report.error) : reason };
}

function reasonOf(error: { readonly type: string; readonly message: string }): string {
  return `${error.type}: ${error.message}`;
}

/** The one event that looks at everything. */
function cancel(book: RunBook, reason: string): void {
  if (book.cancelled !== undefined) return;
  book.cancelled = reason;
  book.pending.stops.push(...book.inFlight.values());
  enqueueUnended(book.root);
}

function enqueueUnended(frame: Frame): void {
  for (const instance of frame.instances) {
    if (isOpen(instance)) enqueue(instance);
    instance.inside?.frames.forEach(enqueueUnended);
  }
}

function isOpen(instance: Instance): boolean {
  return instance.state === 'none' || instance.inside !== undefined;
}
