import type { JsonObject } from '../../dsl/plan/json.ts';
import type { MarkedRow } from '../../stores/runs/run-control.ts';
import type { Stores } from '../../stores/stores.ts';
import type { ControlRecord } from '../../workflows/dag-run/engine-activities.ts';
import type { ControlRequest } from '../../workflows/protocol/index.ts';

/** Paths in an audit row; the rows themselves say the rest. */
const AUDIT_PATHS = 100;

/** Writes what a verb did: the audit, the instances as it leaves them, an answer to its question. */
export async function recordControl(stores: Stores, record: ControlRecord): Promise<void> {
  const { request, dagId, runId, generation, touched, cleared, answered } = record;
  const at = new Date(record.at);
  const paths = touched.map(({ path }) => path);
  await stores.runs.recordControl({
    ...{ requestId: request.requestId, dagId, runId, generation, at },
    ...{ verb: request.verb, by: request.by, reason: request.reason },
    detail: detailOf(record),
    reset: request.verb === 'clear' ? paths : cleared,
    marked: request.verb === 'mark' ? touched.map((row) => markedRow(row, request)) : [],
    ...pausedBy(request),
  });
  if (request.verb !== 'answer' || answered === undefined) return;
  const { by, decision, answer } = request;
  await stores.approvals.answer(answered, { by, decision, answer, at });
}

function markedRow(
  { path, taskId, mapIndex }: ControlRecord['touched'][number],
  { state, by, reason }: Extract<ControlRequest, { verb: 'mark' }>,
): MarkedRow {
  const why = reason === null || reason === '' ? '' : `: ${reason}`;
  return { path, taskId, mapIndex, state, reason: `Marked ${state} by ${by}${why}.` };
}

function pausedBy({ verb }: ControlRequest): { readonly paused?: boolean } {
  return verb === 'pause' || verb === 'resume' ? { paused: verb === 'pause' } : {};
}

function detailOf({ request, touched, before, generation }: ControlRecord): JsonObject {
  const { verb, requestId: _id, by: _by, reason: _reason, ...rest } = request;
  return {
    // What a verb carries is JSON; its type only lacks the index signature.
    ...(rest as unknown as JsonObject),
    verb,
    count: touched.length,
    paths: touched.slice(0, AUDIT_PATHS).map(({ path }) => path),
    generation: { before, after: generation },
  };
}
