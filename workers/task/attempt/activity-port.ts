import { Context } from '@temporalio/activity';

/** Why an attempt is to stop, in Temporal's words. */
export type StopKind =
  /** Somebody asked for it. */
  | 'requested'
  /** This worker is going away; the task is to run elsewhere. */
  | 'shutdown'
  /** The server has given this attempt up (timed out, or its run is gone). */
  | 'lost'
  /** Paused or reset from outside. */
  | 'interrupted';

/** The little the wrapper needs of Temporal, so that tests can stand in for it. */
export interface ActivityPort {
  /** Temporal's attempt, from 1; part of the fence. */
  readonly attempt: number;
  readonly maximumAttempts: number | undefined;
  readonly queue: string;
  readonly heartbeatTimeoutMs: number | undefined;
  readonly startToCloseTimeoutMs: number;
  readonly cancellationSignal: AbortSignal;
  /** Asked after the signal fired. */
  stopKind(): StopKind;
  heartbeat(detail: unknown): void;
}

/** The port of the activity that is running now. */
export function temporalPort(): ActivityPort {
  const context = Context.current();
  const { info } = context;
  return {
    attempt: info.attempt,
    maximumAttempts: info.retryPolicy?.maximumAttempts || undefined,
    queue: info.taskQueue,
    heartbeatTimeoutMs: info.heartbeatTimeoutMs,
    startToCloseTimeoutMs: info.startToCloseTimeoutMs,
    cancellationSignal: context.cancellationSignal,
    stopKind: () => stopKindOf(context),
    heartbeat: (detail) => context.heartbeat(detail),
  };
}

function stopKindOf(context: Context): StopKind {
  const details = context.cancellationDetails;
  if (details === undefined || details.cancelRequested) return 'requested';
  if (details.workerShutdown) return 'shutdown';
  if (details.notFound || details.timedOut) return 'lost';
  return 'interrupted';
}
