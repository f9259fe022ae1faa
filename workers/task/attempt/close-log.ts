import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptScope } from './attempt-scope.ts';

/** Writes the rest of the log. A store that does not answer holds up the task only so long. */
export async function closeLog({ log, worker }: AttemptScope): Promise<void> {
  if (!log.begun) {
    await log.close();
    return;
  }
  await atMost(worker.limits.closeMs, log.close());
}

/** Waits for work that goes on by itself, but only so long. @throws what the work throws. */
export async function atMost(limitMs: number, work: Promise<void>): Promise<void> {
  const limit = new AbortController();
  const waited = sleep(limitMs, undefined, { signal: limit.signal }).catch(() => undefined);
  try {
    await Promise.race([work, waited]);
  } finally {
    limit.abort();
  }
}
