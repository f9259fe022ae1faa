import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Does a piece of work every so often, until the signal; one that fails is logged and comes again. */
export async function repeatUntil(
  signal: AbortSignal,
  everyMs: number,
  { work, log, failure }: RepeatedWork,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await work();
    } catch (error) {
      log.warn({ err: error }, failure);
    }
  }
}

export interface RepeatedWork {
  readonly work: () => Promise<void>;
  readonly log: Logger;
  /** What is said when the work fails. */
  readonly failure: string;
}
