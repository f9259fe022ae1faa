import type { ActivityPort, StopKind } from '../attempt/activity-port.ts';

export interface FakePort extends ActivityPort {
  readonly beats: unknown[];
  cancel(why?: StopKind): void;
}

/** An activity without Temporal, for tests of the wrapper. */
export function fakePort(options: Partial<ActivityPort> = {}): FakePort {
  const cancelling = new AbortController();
  const beats: unknown[] = [];
  let stopKind: StopKind = 'requested';
  return {
    attempt: 1,
    maximumAttempts: undefined,
    queue: 'cpu',
    heartbeatTimeoutMs: 10_000,
    startToCloseTimeoutMs: 60_000,
    ...options,
    cancellationSignal: cancelling.signal,
    stopKind: () => stopKind,
    heartbeat: (detail) => beats.push(detail),
    beats,
    cancel: (why = 'requested') => {
      stopKind = why;
      cancelling.abort();
    },
  };
}
