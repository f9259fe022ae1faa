import { setTimeout as sleep } from 'node:timers/promises';

/** How long a write is tried again; the defaults outlast a restart of Postgres. */
export interface RetryLimits {
  readonly totalMs: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}
export const RETRY_LIMITS: RetryLimits = { totalMs: 20_000, firstDelayMs: 25, maxDelayMs: 1_000 };

/**
 * Runs `work` again when Postgres was not there, went away in the middle, or gave up a transaction
 * for another's sake. For idempotent work only: a connection lost during COMMIT leaves open whether
 * it was done.
 */
export async function withRetry<T>(
  work: () => Promise<T>,
  limits: RetryLimits = RETRY_LIMITS,
): Promise<T> {
  const deadline = Date.now() + limits.totalMs;
  for (let delayMs = limits.firstDelayMs; ; delayMs = Math.min(delayMs * 2, limits.maxDelayMs)) {
    try {
      return await work();
    } catch (error) {
      // Half to whole of the delay, so that a fleet does not come back in step.
      const waitMs = delayMs * (0.5 + Math.random() / 2);
      if (!isTransient(error) || Date.now() + waitMs > deadline) throw error;
      await sleep(waitMs);
    }
  }
}

const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH'],
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '53300', // too_many_connections
  '55P03', // lock_not_available
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
]);
// What pg says without a code.
const TRANSIENT_TEXT =
  /^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout (exceeded )?when trying to connect|timeout expired)/i;

/** Whether the same statement may well succeed a moment later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isTransient);
  if (!(error instanceof Error)) return false;
  const code: unknown = Reflect.get(error, 'code');
  // Class 08: connection exceptions.
  if (typeof code === 'string') return TRANSIENT_CODES.has(code) || /^08...$/.test(code);
  return TRANSIENT_TEXT.test(error.message);
}
