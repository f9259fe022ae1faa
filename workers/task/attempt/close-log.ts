import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptScope } from './attempt-scope.ts';

/** Writes the rest of the log. A store that does not answer holds up the task only so long. */
export async function closeLog({ log, worker }: AttemptScope): Promise<void> {
  if (!log.begun) {
    await log.close();
    return;
  }
  const limit = new AbortController();
  const waited = sleep(worker.limits.closeMs, undefined, { signal: limit.signal }).catch(
    () => undefined,
  );
  await Promise.race([log.close(), waited]);
  limit.abort();
}
