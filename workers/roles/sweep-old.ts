import type { Logger } from 'pino';
import type { Stores } from '../../stores/stores.ts';
import { repeatUntil } from '../engine/repeat-until.ts';
import type { Retention } from './retention.ts';

/**
 * Drops what is older than its retention: audit, events, messages that were sent, and checkpoints of
 * runs that ended. Several workers may do it at once.
 *
 * N1 A checkpoint's object goes before its row: a crash between the two leaves a pointer to nothing,
 *    which is the same as no checkpoint, and never an object that nobody knows of.
 */
const SWEEP_MS = 10 * 60_000;
const AT_ONCE = 500;

export interface OldSweepParts {
  readonly stores: Pick<Stores, 'runs' | 'objects' | 'audit' | 'events' | 'outbox'>;
  readonly request: { readonly log: Logger };
}

export function sweepOld(
  parts: OldSweepParts,
  retention: Retention,
  signal: AbortSignal,
): Promise<void> {
  return repeatUntil(signal, SWEEP_MS, {
    work: () => sweepOldOnce(parts, retention, new Date()),
    log: parts.request.log,
    failure: 'What is too old could not be dropped',
  });
}

/** One look at all of it. */
export async function sweepOldOnce(
  { stores, request }: OldSweepParts,
  retention: Retention,
  now: Date,
): Promise<void> {
  const { audit, events, outbox } = stores;
  const dropped = {
    audit: await drop(retention.audit, now, (before) => audit.forget(before, AT_ONCE)),
    events: await drop(retention.events, now, (before) => events.forget(before, AT_ONCE)),
    messages: await drop(retention.messages, now, (before) => outbox.forget(before, AT_ONCE)),
    checkpoints: await drop(retention.checkpoints, now, (before) =>
      dropCheckpoints(stores, before),
    ),
  };
  if (Object.values(dropped).some((count) => count > 0)) {
    request.log.info(dropped, 'What was older than its retention is dropped');
  }
}

/** Again and again while there may be more. @returns how many went. */
async function drop(
  keptMs: number | undefined,
  now: Date,
  forget: (before: Date) => Promise<number>,
): Promise<number> {
  if (keptMs === undefined) return 0;
  const before = new Date(now.getTime() - keptMs);
  let sum = 0;
  for (let last = AT_ONCE; last === AT_ONCE; sum += last) last = await forget(before);
  return sum;
}

async function dropCheckpoints(
  { runs, objects }: Pick<Stores, 'runs' | 'objects'>,
  before: Date,
): Promise<number> {
  const old = await runs.listOldCheckpoints(before, AT_ONCE);
  for (const checkpoint of old) {
    await objects.delete(checkpoint.objectKey);
    await runs.forgetCheckpoint(checkpoint);
  }
  return old.length;
}
