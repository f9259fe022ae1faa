import { ApplicationFailure } from '@temporalio/common';
import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';
import type { AttemptScope } from '../attempt/attempt-scope.ts';
import { closeLog } from '../attempt/close-log.ts';
import { patiently } from '../store-access/patience.ts';
import type { NotReady } from './not-ready.ts';

/** Records that a sensor waits for its next poke, and gives Temporal the failure that holds it until then. */
export async function reschedule(scope: AttemptScope, end: NotReady): Promise<Error> {
  const { worker, key, fence, claim, startedAt, call } = scope;
  const error = { type: FAILURE_TYPES.notReady, message: end.message, pokes: end.pokes };
  const ended = { state: 'up_for_reschedule', startedAt, endedAt: new Date() } as const;
  const record = patiently(
    () => worker.deps.stores.runs.recordFailure(key, fence, { claim, error, ...ended }),
    { ...worker.patience, waitMs: worker.limits.closeMs },
  ).catch((fault: unknown) =>
    // It is asked again all the same; only the count of pokes stays behind.
    worker.deps.log.warn({ err: fault, path: key.path }, 'A poke was not recorded'),
  );
  await Promise.all([record, closeLog(scope)]);
  const message = `Sensor "${call.path}": ${end.message}`;
  const failure = ApplicationFailure.create({
    ...{ message, type: FAILURE_TYPES.notReady, nonRetryable: false },
    nextRetryDelay: end.afterMs,
  });
  failure.stack = `${FAILURE_TYPES.notReady}: ${message}`;
  return failure;
}
