import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TimeoutFailure,
} from '@temporalio/common';
import type { TaskError } from '../run/event.ts';
import { FAILURE_TYPES } from '../protocol/failure-type.ts';

/** Temporal's timeouts by the name each has in docs/errors.md. */
const TIMEOUT_TYPES: { readonly [kind: string]: string } = {
  START_TO_CLOSE: FAILURE_TYPES.attemptTimeout,
  HEARTBEAT: 'HeartbeatTimeout',
  SCHEDULE_TO_START: 'QueueTimeout',
  SCHEDULE_TO_CLOSE: 'TotalTimeout',
};

/** The stable type and the message of whatever ended an activity. */
export function taskErrorOf(failure: unknown): TaskError {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  if (cause instanceof ApplicationFailure) {
    return { type: cause.type ?? FAILURE_TYPES.taskFailed, message: cause.message };
  }
  if (cause instanceof TimeoutFailure) {
    const kind = cause.timeoutType ?? 'unknown timeout';
    return { type: TIMEOUT_TYPES[kind] ?? kind, message: cause.message };
  }
  if (cause instanceof CancelledFailure) {
    return { type: FAILURE_TYPES.cancelled, message: cause.message || 'Cancelled.' };
  }
  return {
    type: FAILURE_TYPES.taskFailed,
    message: cause instanceof Error ? cause.message : String(cause),
  };
}
