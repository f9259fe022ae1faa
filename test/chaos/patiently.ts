import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 60_000;

/** Asks again for a minute: what is asked is among what is killed. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const limit = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > limit) throw error;
      await sleep(500);
    }
  }
}
