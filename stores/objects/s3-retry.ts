import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './object-error.ts';

const TRIES = 6;
const FIRST_DELAY_MS = 100;

/** Runs a request again, up to 6 times in some 5 s, when the server was busy or went away. */
export async function retried<T>(request: (tries: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await request(tries);
    } catch (error) {
      if (tries === TRIES || !isTransient(error)) throw error;
      await sleep(FIRST_DELAY_MS * 2 ** (tries - 1) * (0.5 + Math.random() / 2));
    }
  }
}

/** A conditional write met another that is not finished: the one of S3's faults that asks for a retry. */
export class ConflictError extends Error {
  readonly code = 'ConditionalRequestConflict';
}

const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNABORTED'],
  ...['SlowDown', 'SlowDownRead', 'SlowDownWrite', 'InternalError', 'ServiceUnavailable'],
  ...['RequestTimeout', 'ConditionalRequestConflict', 'OperationAborted', 'ServerNotInitialized'],
]);
// The client's words for status 408, 429, 5xx; ours for silence; Node's for a closed connection.
const TRANSIENT_TEXT = /Retryable HTTP status|said nothing for|socket hang up|aborted/;

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = errorCode(error);
  return (code !== undefined && TRANSIENT_CODES.has(code)) || TRANSIENT_TEXT.test(error.message);
}
