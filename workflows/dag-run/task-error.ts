import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
} from '@temporalio/common';
import type { TaskError } from '../run/event.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';

/** Temporal's timeouts by the name each has in docs/errors.md. */
const TIMEOUT_TYPES: { readonly [kind: string]: string } = {
  START_TO_CLOSE: FAILURE_TYPES.attemptTimeout,
  HEARTBEAT: FAILURE_TYPES.heartbeatTimeout,
  SCHEDULE_TO_START: FAILURE_TYPES.queueTimeout,
  SCHEDULE_TO_CLOSE: FAILURE_TYPES.totalTimeout,
};
const TIMEOUT_TEXTS: { readonly [kind: string]: string } = {
  START_TO_CLOSE: 'One attempt took longer than the task allows.',
  HEARTBEAT: 'Its worker was not heard of for as long as its heartbeat timeout.',
  SCHEDULE_TO_START: 'No worker took it within its queue timeout.',
  SCHEDULE_TO_CLOSE: 'Over all its tries it took longer than its total timeout.',
};

/** The stable type and the message of whatever ended an activity or a child. */
export function taskErrorOf(failure: unknown): TaskError {
  const cause =
    failure instanceof ActivityFailure || failure instanceof ChildWorkflowFailure
      ? failure.cause
      : failure;
  if (cause instanceof ApplicationFailure) {
    return endedByTime(failure)
      ? { type: FAILURE_TYPES.totalTimeout, message: lateMessage(cause) }
      : { type: cause.type ?? FAILURE_TYPES.taskFailed, message: cause.message };
  }
  if (cause instanceof TimeoutFailure) {
    const kind = timeoutOf(failure, cause);
    return { type: TIMEOUT_TYPES[kind] ?? kind, message: TIMEOUT_TEXTS[kind] ?? cause.message };
  }
  if (cause instanceof CancelledFailure) {
    return { type: FAILURE_TYPES.cancelled, message: cause.message || 'Cancelled.' };
  }
  return {
    type: FAILURE_TYPES.taskFailed,
    message: cause instanceof Error ? cause.message : String(cause),
  };
}

function timeoutOf(failure: unknown, { timeoutType }: TimeoutFailure): string {
  const inATry = timeoutType === 'START_TO_CLOSE' || timeoutType === 'HEARTBEAT';
  if (inATry && endedByTime(failure)) return 'SCHEDULE_TO_CLOSE';
  return timeoutType ?? 'unknown timeout';
}

/** The server gives up before a try that would begin after the total timeout, or ends one at it. */
function endedByTime(failure: unknown): boolean {
  return failure instanceof ActivityFailure && failure.retryState === 'TIMEOUT';
}

function lateMessage(last: ApplicationFailure): string {
  return `${TIMEOUT_TEXTS['SCHEDULE_TO_CLOSE'] ?? ''} Its last try: ${last.message}`;
}
