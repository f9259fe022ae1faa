import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../../stores/objects/object-error.ts';

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

/** Connection lost or refused, server starting or stopping, too busy, lost a race for a lock. */
const PASSING_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  '40001',
  '40P01',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  'SlowDown',
  'ServiceUnavailable',
  'InternalError',
  'RequestTimeout',
]);
const PASSING_WORDS =
  /connection terminated|connection timeout|timeout exceeded when trying to connect|socket hang up|server closed the connection/i;

/** Whether the same operation may well succeed a moment later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.every(isPassing);
  }
  const code = errorCode(error);
  if (code !== undefined && (PASSING_CODES.has(code) || /^08/.test(code))) return true;
  return error instanceof Error && PASSING_WORDS.test(error.message);
}
