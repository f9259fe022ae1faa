import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';
import { faultOfEngine } from '../engine-fault.ts';
import type { Fault } from '../fault.ts';
import type { StopKind } from './activity-port.ts';
import type { AttemptScope } from './attempt-scope.ts';
import { delayAfter, isRetryable } from './retry-policy.ts';
import { Stopped } from './supervise.ts';
import { fenced } from './take-ownership.ts';

/** How an attempt that did not succeed ends. */
export interface AttemptEnd {
  readonly fault: Fault;
  /** Whether another attempt will follow. */
  readonly again: boolean;
  readonly afterMs: number;
  readonly cancelled?: StopKind;
}

/** What follows from whatever was thrown. */
export function endOf(scope: AttemptScope, thrown: unknown): AttemptEnd {
  if (thrown instanceof Stopped) return endOfStopped(scope, thrown);
  const fault = faultOfEngine(thrown);
  return { fault, again: mayTryAgain(scope, fault), afterMs: delayOf(scope, fault) };
}

function endOfStopped(scope: AttemptScope, { stop }: Stopped): AttemptEnd {
  if (stop.kind === 'fenced') return endOf(scope, fenced(scope));
  if (stop.kind === 'timeout') {
    const { timeoutMs } = scope.call.poke ?? scope.call.options;
    const message = `It took longer than its timeout of ${timeoutMs / 1000} s.`;
    const fault = { type: FAILURE_TYPES.attemptTimeout, message, retry: true };
    return { fault, again: mayTryAgain(scope, fault), afterMs: delayOf(scope, fault) };
  }
  const again = stop.why !== 'requested';
  return { fault: CANCEL_FAULTS[stop.why], again, afterMs: 1, cancelled: stop.why };
}

const CANCEL_FAULTS: { readonly [K in StopKind]: Fault } = {
  requested: { type: FAILURE_TYPES.cancelled, message: 'It was cancelled.', retry: false },
  shutdown: {
    type: FAILURE_TYPES.workerShutdown,
    message: 'Its worker was stopped; it runs again elsewhere.',
    retry: true,
  },
  lost: {
    type: FAILURE_TYPES.cancelled,
    message: 'The server had given this attempt up.',
    retry: false,
  },
  interrupted: {
    type: FAILURE_TYPES.workerShutdown,
    message: 'It was paused or reset from outside.',
    retry: true,
  },
};

function mayTryAgain({ call, tryNumber, port }: AttemptScope, fault: Fault): boolean {
  // A store that is away is not held against the task: Temporal's spare attempts are for that.
  const triesLeft = tryNumber <= call.options.retries || fault.type === FAILURE_TYPES.storeFailed;
  return (
    triesLeft &&
    isRetryable(fault, call.options) &&
    (port.maximumAttempts === undefined || port.attempt < port.maximumAttempts)
  );
}

/** The author's delay is for the author's failures; a store that was away is tried again soon. */
const STORE_DELAY_MS = 1_000;

function delayOf({ tryNumber, call }: AttemptScope, fault: Fault): number {
  if (fault.type === FAILURE_TYPES.storeFailed) return STORE_DELAY_MS;
  return delayAfter(fault, tryNumber, call.options);
}
