import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';
import { endMessages } from '../callbacks/attempt-messages.ts';
import { patiently } from '../store-access/patience.ts';
import { endOf, type AttemptEnd } from './attempt-end.ts';
import type { AttemptScope } from './attempt-scope.ts';
import { atMost, closeLog } from './close-log.ts';
import { NotReady } from '../sensor/not-ready.ts';
import { reschedule } from '../sensor/reschedule.ts';
import { linesOf } from './log-data.ts';
import { fenced } from './take-ownership.ts';

/**
 * F1 A failure is recorded under the fence and logged in full; what travels is one short message.
 * F2 The author's last try ends the task for good, whatever attempts Temporal has left.
 * F3 A stale attempt records nothing.
 * F4 A poke that found the world not ready has not failed: it uses up no try, calls nobody back.
 */
export async function failAttempt(scope: AttemptScope, thrown: unknown): Promise<Error> {
  if (thrown instanceof NotReady) return reschedule(scope, thrown);
  scope.log.release();
  const end = endOf(scope, thrown);
  if (end.fault.type === FAILURE_TYPES.fenced) {
    scope.worker.deps.log.warn({ path: scope.key.path, ...scope.fence }, end.fault.message);
    return failureOf(scope, end);
  }
  const { fault } = end;
  scope.log.write('error', 'engine', `${fault.type}: ${fault.message}`, {
    ...(fault.stack === undefined ? {} : { stack: linesOf(fault.stack) }),
    willRetry: end.again,
  });
  await endTracking(scope, end);
  const [kept] = await Promise.all([record(scope, end), closeLog(scope)]);
  if (!kept) {
    // Also an attempt that was cancelled meanwhile: its write came too late and was refused.
    const refused = { path: scope.key.path, ...scope.fence, refused: FAILURE_TYPES.fenced };
    scope.worker.deps.log.warn(refused, 'A stale attempt was refused its record');
  }
  if (!kept && end.cancelled === undefined) return failureOf(scope, endOf(scope, fenced(scope)));
  if (kept && scope.call.options.callbacks.length > 0) scope.worker.deps.onMessage?.();
  return failureOf(scope, end);
}

/** What a failed try has recorded is kept as far as it can be: the failure it reports comes first. */
async function endTracking({ tracker, worker, key }: AttemptScope, end: AttemptEnd): Promise<void> {
  const status = end.cancelled === undefined ? 'FAILED' : 'KILLED';
  try {
    await atMost(worker.limits.closeMs, tracker.finish(status, new Date()));
  } catch (error) {
    worker.deps.log.warn({ err: error, path: key.path }, 'What a failed try tracked was not kept');
  }
}

/** A cancelled run does not wait for a database that is away. */
async function record(scope: AttemptScope, end: AttemptEnd): Promise<boolean> {
  const { worker, key, fence, claim, startedAt } = scope;
  if (scope.begun !== undefined) await scope.begun;
  const waitMs = end.cancelled === undefined ? worker.patience.waitMs : worker.limits.closeMs;
  const failure = {
    ...{ claim, startedAt, endedAt: new Date() },
    state: end.again ? ('up_for_retry' as const) : ('failed' as const),
    error: { type: end.fault.type, message: messageOf(scope, end), stackKey: claim.logKey },
    ...outgoingOf(scope, end),
  };
  try {
    return await patiently(() => worker.deps.stores.runs.recordFailure(key, fence, failure), {
      ...worker.patience,
      waitMs,
    });
  } catch (error) {
    worker.deps.log.error({ err: error, path: key.path }, 'A failure was not recorded');
    return true;
  }
}

/** An attempt that ended with its worker, or that the server gave up, is not the task's failure. */
function outgoingOf(scope: AttemptScope, end: AttemptEnd): ReturnType<typeof endMessages> {
  if (end.cancelled !== undefined && end.cancelled !== 'requested') return {};
  const error = messageOf(scope, end);
  return end.again
    ? endMessages(scope, 'retry', { state: 'up_for_retry', error })
    : endMessages(scope, 'failure', { state: 'failed', error });
}

function failureOf(scope: AttemptScope, end: AttemptEnd): Error {
  const message = messageOf(scope, end);
  if (end.cancelled !== undefined && end.cancelled !== 'shutdown') {
    return new CancelledFailure(message);
  }
  const failure = ApplicationFailure.create({
    message,
    type: end.fault.type,
    nonRetryable: !end.again,
    ...(end.again ? { nextRetryDelay: end.afterMs } : {}),
  });
  // Frames of the engine tell an author nothing; the author's own are in the log.
  failure.stack = `${end.fault.type}: ${message}`;
  return failure;
}

function messageOf({ call, tryNumber, worker }: AttemptScope, { fault }: AttemptEnd): string {
  const tries = `try ${tryNumber} of ${call.options.retries + 1}`;
  const text = worker.secrets.mask(`Task "${call.path}" (${tries}): ${fault.message}`);
  return cutToBytes(text, worker.limits.maxMessageBytes);
}

function cutToBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.byteLength <= maxBytes) return text;
  // A character cut in half at the end decodes to the replacement character.
  return `${bytes.toString('utf8', 0, maxBytes - 8).replace(/\uFFFD$/, '')}…`;
}
