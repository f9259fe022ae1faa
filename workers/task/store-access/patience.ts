import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../../stores/objects/object-error.ts';
import { isTransient } from '../../../stores/postgres/with-retry.ts';

/**
 * The result of hours of work must not be lost because a database restarts: what fails for want of
 * a connection is tried again for a while. Every such operation is idempotent.
 */
export interface Patience {
  /** How long to go on trying, in all. */
  readonly waitMs: number;
  readonly onRetry?: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

export async function patiently<T>(operation: () => Promise<T>, patience: Patience): Promise<T> {
  const deadline = Date.now() + patience.waitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await operation();
    } catch (error) {
      if (!isPassing(error) || Date.now() + pauseMs > deadline) throw error;
      patience.onRetry?.(error);
      await sleep(pauseMs);
    }
  }
}

/** What an object store says when it is too busy or starting. */
const BUSY_CODES = new Set(['SlowDown', 'ServiceUnavailable', 'InternalError', 'RequestTimeout']);

/** Whether the same operation may well succeed a moment later. */
export function isPassing(error: unknown): boolean {
  return isTransient(error) || BUSY_CODES.has(errorCode(error) ?? '');
}
