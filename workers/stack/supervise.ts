import { setTimeout as sleep } from 'node:timers/promises';
import type { ManagedProcess } from './managed-process.ts';
import { reasonOf } from './stack-error.ts';

/** The end of a supervision. After `close` the program is not started again. */
export interface Supervision {
  close(): void;
}

export interface SuperviseOptions {
  readonly log: (line: string) => void;
  readonly firstWaitMs?: number;
  readonly longestWaitMs?: number;
}

const STEADY_MS = 60_000;
const SHOWN_LINES = 5;

/**
 * Starts a program again whenever it ends by itself: after half a second at first, then after twice
 * as long each time, up to half a minute. A minute of running resets the wait.
 */
export function supervise(managed: ManagedProcess, options: SuperviseOptions): Supervision {
  const closing = new AbortController();
  void watch(managed, options, closing.signal);
  return { close: () => closing.abort() };
}

async function watch(
  managed: ManagedProcess,
  options: SuperviseOptions,
  signal: AbortSignal,
): Promise<void> {
  const { log, firstWaitMs = 500, longestWaitMs = 30_000 } = options;
  let waitMs = firstWaitMs;
  while (!signal.aborted) {
    const since = Date.now();
    const seen = managed.current;
    const exit = await seen.exited;
    if (signal.aborted) return;
    // A restart that somebody asked for has already brought the next one.
    if (managed.current !== seen) continue;
    if (Date.now() - since > STEADY_MS) waitMs = firstWaitMs;
    log(
      `${managed.name} ended (${exit.signal ?? `code ${exit.code}`}); next start in ${waitMs} ms.`,
    );
    for (const line of seen.lastLines(SHOWN_LINES)) log(`  ${line}`);
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, longestWaitMs);
    if (signal.aborted) return;
    await managed.revive().then(
      () => log(`${managed.name} runs again.`),
      (error: unknown) => log(`${managed.name} did not start: ${reasonOf(error)}`),
    );
  }
}
