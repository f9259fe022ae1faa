import { createHash, randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../guard/callers.ts';

/** The header that makes a repeated request one request. */
export const IDEMPOTENCY_HEADER = 'idempotency-key';

/**
 * What a verb is known by in the run, in Temporal and in the audit. With an `Idempotency-Key` the
 * same request of the same caller has the same id, so it is done once and answered again; another
 * request under that key has another id.
 */
export function requestIdOf(request: FastifyRequest): string {
  const key = request.headers[IDEMPOTENCY_HEADER];
  if (typeof key !== 'string' || key === '') return randomUUID();
  const parts = [callerOf(request), key, request.method, request.url, request.body ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}
