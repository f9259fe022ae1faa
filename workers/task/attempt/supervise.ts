import type { ActivityPort, StopKind } from './activity-port.ts';
import type { Loss } from './loss.ts';
import { StopSignals, type Signals } from './stop-signals.ts';

/**
 * V1 A body that was told to stop has the grace time to end; then its process is killed, or, inline,
 *    it is left to itself and nothing it does counts any more.
 * V2 Once told to stop, whatever the body returns is not its result: it may have been cut short.
 */
export type StopCause =
  | { readonly kind: 'timeout' }
  | { readonly kind: 'fenced' }
  | { readonly kind: 'cancel'; readonly why: StopKind };

export class Stopped extends Error {
  readonly stop: StopCause;
  constructor(stop: StopCause) {
    super(`Stopped: ${stop.kind}.`);
    this.stop = stop;
  }
}

export interface Supervision {
  readonly port: ActivityPort;
  readonly timeoutMs: number;
  readonly graceMs: number;
  /** Absent where only the attempt's own writes can tell. */
  readonly loss?: Loss;
  /** How long what was killed may take to be gone; default 2 s. */
  readonly killMs?: number;
}

const KILL_MS = 2_000;
/** What our own end of an attempt needs before Temporal's limit strikes. */
const REPORT_MS = 2_000;

/** @throws Stopped, or what the work throws. */
export async function supervise<T>(
  work: (signals: Signals) => Promise<T>,
  supervision: Supervision,
): Promise<T> {
  const signals = new StopSignals();
  const watch = watchCauses(supervision);
  const done = work(signals);
  try {
    const first = await Promise.race([done, watch.cause]);
    if (!(first instanceof Stopped)) return first;
    signals.tellStop(first);
    const ended = done.then(
      () => undefined,
      () => undefined,
    );
    await within(ended, graceMs(first.stop, supervision));
    signals.tellKill(first);
    await within(ended, supervision.killMs ?? KILL_MS);
    throw first;
  } finally {
    watch.end();
  }
}

/** An attempt that outlived its timeout has the grace time only as far as Temporal's own limit is away. */
function graceMs(stop: StopCause, { port, timeoutMs, graceMs: grace }: Supervision): number {
  if (stop.kind !== 'timeout') return grace;
  return Math.max(0, Math.min(grace, port.startToCloseTimeoutMs - timeoutMs - REPORT_MS));
}

/** A timer for longer fires at once (Node: 2^31 - 1 ms, some 24.8 days); Temporal's limit holds then. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function watchCauses({ port, timeoutMs, loss }: Supervision): {
  readonly cause: Promise<Stopped>;
  end(): void;
} {
  const { cancellationSignal } = port;
  let end = (): void => undefined;
  const cause = new Promise<Stopped>((resolve) => {
    const limitMs = Math.min(timeoutMs, latestEndMs(port.startToCloseTimeoutMs), MAX_TIMER_MS);
    const timer = setTimeout(() => resolve(new Stopped({ kind: 'timeout' })), limitMs);
    const cancelled = (): void => resolve(new Stopped({ kind: 'cancel', why: port.stopKind() }));
    if (cancellationSignal.aborted) cancelled();
    cancellationSignal.addEventListener('abort', cancelled, { once: true });
    loss?.watch(() => resolve(new Stopped({ kind: 'fenced' })));
    end = () => {
      clearTimeout(timer);
      loss?.unwatch();
      cancellationSignal.removeEventListener('abort', cancelled);
    };
  });
  return { cause, end: () => end() };
}

/** A little before Temporal's limit, so that the attempt ends with our name for it. */
function latestEndMs(startToCloseMs: number): number {
  return startToCloseMs - Math.min(1_000, startToCloseMs / 10);
}

async function within(promise: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([promise, limit]);
  clearTimeout(timer);
}
