import { clear } from './clear.ts';
import { enqueue } from './enqueue.ts';
import type { InstanceEvent, RunEvent } from './event.ts';
import type { Ending, Instance } from './instance.ts';
import type { InstancePath } from './instance-path.ts';
import type { KeptEnd, KeptInFlight } from './kept.ts';
import { mark } from './mark.ts';
import { moveTo, type RunBook } from './run-book.ts';
import { seedSlots } from './seed-slots.ts';
import { settle } from './settle.ts';
import { shardKey } from './shards/shard.ts';
import { takeShardEnd } from './shards/take-shard-end.ts';
import type { TaskState } from './state.ts';
import { stopRun } from './stop-run.ts';

type Report = Extract<RunEvent, { type: 'succeeded' | 'skipped' | 'failed' }>;

/**
 * Takes one event in; its consequences are drained afterwards.
 *
 * V1 An event about an instance that is not in flight changes nothing: late and doubled reports
 *    are harmless.
 * V2 Whatever an instance reports that was told to stop, it ends as failed.
 * V3 The report of an execution that was dropped counts for nothing, and lets its instance run again.
 * V4 The report of a kept instance that the run has not reached again becomes its kept end.
 */
export function takeEvent(book: RunBook, event: Exclude<RunEvent, { type: 'start' }>): void {
  switch (event.type) {
    case 'cancel':
      stopRun(book, { by: 'cancel', reason: event.reason });
      return;
    case 'pause':
    case 'resume':
      book.paused = event.type === 'pause';
      tellShards(book, event);
      return;
    case 'clear':
      clear(book, event);
      return;
    case 'mark':
      mark(book, event);
      return;
    case 'shardEnded':
      if (book.dropped.has(shardKey(event.path, event.end.shard))) {
        forget(book, shardKey(event.path, event.end.shard));
      } else takeShardEnd(book, event.path, event.end);
      return;
    default:
      takeInstanceEvent(book, event);
  }
}

function tellShards(book: RunBook, event: { readonly type: 'pause' | 'resume' }): void {
  for (const path of book.shards?.inFlight.keys() ?? []) {
    book.pending.tells.push({ type: 'tellShard', path, event });
  }
}

function takeInstanceEvent(book: RunBook, event: InstanceEvent): void {
  const instance = book.inFlight.get(event.path);
  if (instance !== undefined) {
    if (isReport(event)) end(book, instance, event);
    else moveOn(book, instance, event);
  } else if (book.dropped.has(event.path)) {
    if (isReport(event)) forget(book, event.path);
  } else takeUnreached(book, event);
}

function end(book: RunBook, instance: Instance, report: Report): void {
  book.inFlight.delete(report.path);
  book.pending.stops.delete(report.path);
  if (report.type === 'succeeded') instance.output = report.output;
  const { stopped } = instance;
  settle(book, instance, stopped === undefined ? endingOf(report) : cutShort(report, stopped));
}

function moveOn(book: RunBook, instance: Instance, event: Exclude<InstanceEvent, Report>): void {
  if (event.type === 'running' && instance.state === 'running') return;
  const reason = event.type === 'retrying' ? reasonOf(event.error) : undefined;
  moveTo(book, instance, stateOf(event), event.type === 'waiting' ? event.reason : reason);
}

/** V3. */
function forget(book: RunBook, path: InstancePath): void {
  book.active -= book.dropped.get(path) ?? 0;
  book.dropped.delete(path);
  book.pending.stops.delete(path);
  const instance = book.restarting.get(path);
  if (instance === undefined) return;
  book.restarting.delete(path);
  if (instance.state === 'restarting') moveTo(book, instance, 'none');
  enqueue(instance);
}

/** V4. */
function takeUnreached(book: RunBook, event: InstanceEvent): void {
  const { path } = event;
  const seed = book.kept.get(path);
  if (seed?.state !== 'inFlight') return;
  const next = isReport(event) ? keptEnd(seed, event) : { ...seed, as: stateOf(event) };
  if (isReport(event)) book.pending.stops.delete(path);
  book.active += seedSlots(book, next) - seedSlots(book, seed);
  book.kept.set(path, next);
}

function keptEnd({ path, stopped }: KeptInFlight, report: Report): KeptEnd {
  const output = report.type === 'succeeded' ? { output: report.output } : {};
  const ending = stopped === undefined ? endingOf(report) : cutShort(report, stopped);
  return { path, ...ending, ...output };
}

function stateOf(event: Exclude<InstanceEvent, Report>): TaskState {
  if (event.type === 'waiting') return event.state;
  return event.type === 'retrying' ? 'up_for_retry' : 'running';
}

function isReport(event: InstanceEvent): event is Report {
  return event.type === 'succeeded' || event.type === 'skipped' || event.type === 'failed';
}

function endingOf(report: Report): { readonly state: Ending['state']; readonly reason?: string } {
  if (report.type === 'succeeded') return { state: 'success' };
  if (report.type === 'skipped') return { state: 'skipped', reason: report.reason };
  return { state: 'failed', reason: reasonOf(report.error) };
}

function cutShort(report: Report, reason: string): Ending {
  return { state: 'failed', reason: report.type === 'failed' ? reasonOf(report.error) : reason };
}

function reasonOf(error: { readonly type: string; readonly message: string }): string {
  return `${error.type}: ${error.message}`;
}
