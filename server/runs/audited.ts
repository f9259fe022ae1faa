import type { FastifyRequest } from 'fastify';
import type { JsonObject } from '../../dsl/plan/json.ts';
import type { Stores } from '../../stores/stores.ts';
import { requestIdOf } from '../control/request-id.ts';
import { callerOf } from '../guard/callers.ts';

/** Something that was done and that no run writes into the event log itself. */
export interface Deed {
  readonly action: string;
  readonly dagId?: string;
  readonly runId?: string;
  readonly note?: string | undefined;
  /** Ids and names alone: no conf, no payload, nothing that could be a secret. */
  readonly detail?: JsonObject;
}

/** Writes a row of the event log: who did it, from the token, and why. */
export async function audited(stores: Stores, request: FastifyRequest, deed: Deed): Promise<void> {
  await stores.audit.record({
    id: requestIdOf(request),
    at: new Date(),
    by: callerOf(request),
    action: deed.action,
    dagId: deed.dagId ?? null,
    runId: deed.runId ?? null,
    reason: deed.note === undefined || deed.note === '' ? null : deed.note,
    detail: deed.detail ?? {},
  });
}
