import type { JsonObject } from '../../dsl/plan/json.ts';
import type { MarkedRow } from '../../stores/runs/run-control.ts';
import type { Stores } from '../../stores/stores.ts';
import type { ControlRecord, Touched } from '../../workflows/dag-run/engine-activities.ts';
import type { ControlRequest } from '../../workflows/protocol/index.ts';
import { isTaskState, selectInstances } from '../../workflows/run/index.ts';

/** Paths in an audit row; the rows themselves say the rest. */
const AUDIT_PATHS = 100;
/** Paths in an answer. */
const MOST_PATHS = 1_000;

/**
 * Writes what a verb did: the audit, the instances as it leaves them, an answer to its question.
 *
 * @returns what it touched with the shards' instances, where there are shards.
 */
export async function recordControl(
  stores: Stores,
  record: ControlRecord,
): Promise<Touched | null> {
  const { request, dagId, runId, generation, touched, cleared, answered } = record;
  const at = new Date(record.at);
  const paths = touched.map(({ path }) => path);
  const everywhere = await touchedEverywhere(stores, record);
  await stores.runs.recordControl({
    ...{ requestId: request.requestId, dagId, runId, generation, at },
    ...{ verb: request.verb, by: request.by, reason: request.reason },
    detail: detailOf(record, everywhere ?? { paths, count: paths.length }),
    reset: request.verb === 'clear' ? paths : cleared,
    marked: request.verb === 'mark' ? touched.map((row) => markedRow(row, request)) : [],
    ...pausedBy(request),
  });
  if (request.verb === 'answer' && answered !== undefined) {
    const { by, decision, answer } = request;
    await stores.approvals.answer(answered, { by, decision, answer, at });
  }
  return everywhere;
}

/**
 * The rows of the run that the verb is about, as they were before it. Asked again after the write,
 * the audit says what they were.
 */
async function touchedEverywhere(
  stores: Stores,
  { dagId, runId, planHash, request }: ControlRecord,
): Promise<Touched | null> {
  if (planHash === undefined || (request.verb !== 'clear' && request.verb !== 'mark')) return null;
  const before = await stores.audit.get(request.requestId);
  const plan = await stores.dags.plan(dagId, planHash);
  if (plan === undefined) return null;
  if (before !== undefined) {
    const { count, paths } = before.detail;
    return typeof count === 'number' && Array.isArray(paths)
      ? { count, paths: paths.map(String) }
      : null;
  }
  const rows = (await stores.runs.listInstances(dagId, runId)).flatMap(({ path, state }) =>
    isTaskState(state) ? [{ path, state }] : [],
  );
  const chosen = selectInstances(plan, rows, request.selection, request.verb).filter(
    ({ state }) => request.verb === 'clear' || state !== request.state,
  );
  return { count: chosen.length, paths: chosen.slice(0, MOST_PATHS).map(({ path }) => path) };
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

function detailOf({ request, before, generation }: ControlRecord, touched: Touched): JsonObject {
  const { verb, requestId: _id, by: _by, reason: _reason, ...rest } = request;
  return {
    // What a verb carries is JSON; its type only lacks the index signature.
    ...(rest as unknown as JsonObject),
    verb,
    count: touched.count,
    paths: touched.paths.slice(0, AUDIT_PATHS),
    generation: { before, after: generation },
  };
}
