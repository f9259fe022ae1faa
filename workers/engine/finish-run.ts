import type { Json } from '../../dsl/plan/json.ts';
import type { NewOutboxMessage } from '../../stores/outbox/outbox-store.ts';
import type { Stores } from '../../stores/stores.ts';
import { storeValue } from '../../stores/values/index.ts';
import type { FinishRun, StoredResult } from '../../workflows/dag-run/engine-activities.ts';
import { FAILURE_TYPES } from '../../workflows/protocol/index.ts';
import { parseInstancePath } from '../../workflows/run/index.ts';
import { TaskFault } from '../task/index.ts';
import { resolveOfRun } from './instance-values.ts';

/** A run's result larger than this stays with the run's tasks and is not copied into its row. */
const RESULT_BYTES = 64 * 1024;
/** Rows of instances written in one transaction. */
const BATCH_ROWS = 2_000;

/** Writes a run's end, the instances of a large run before; gives its result back. */
export async function finishRun(
  stores: Stores,
  finish: FinishRun,
  now: Date,
  messages: readonly NewOutboxMessage[] = [],
): Promise<Json | null> {
  const { dagId, runId, state, note, generation } = finish;
  const { result, large } = await resultOf(stores, finish);
  const rows = [...finish.instances, ...(finish.removed ?? []).map(removedRow)];
  const isLarge = rows.length > BATCH_ROWS;
  for (let from = 0; isLarge && from < rows.length; from += BATCH_ROWS) {
    const batch = rows.slice(from, from + BATCH_ROWS);
    await stores.runs.recordTransitions(dagId, runId, batch, generation);
  }
  await stores.runs.finishRun({
    ...{ dagId, runId, state, endedAt: now, result, instances: isLarge ? [] : rows },
    ...(note === null ? {} : { note }),
    ...(generation === undefined ? {} : { generation }),
    messages,
  });
  await stores.tracking.tasks.endDagRun(dagId, runId, TRACKED_AS[state], now);
  // A reference is JSON too; its type says what is in it.
  return large === undefined ? result : (large as unknown as Json);
}

/** How the run of tracking ends that holds what the tasks recorded. */
const TRACKED_AS = { success: 'FINISHED', failed: 'FAILED' } as const;

function removedRow(path: string): FinishRun['instances'][number] {
  return { path, taskId: parseInstancePath(path).taskId, mapIndex: [], state: 'removed' };
}

interface RunResult {
  readonly result: Json | null;
  readonly large?: StoredResult;
}

/**
 * The result for the run's row. One that has no value, or whose object is gone or altered, is none:
 * the run's tasks succeeded and their outputs stand. Only a store that is away is asked again.
 */
async function resultOf(stores: Stores, finish: FinishRun): Promise<RunResult> {
  const { result, state, wanted } = finish;
  if (state !== 'success') return { result: null };
  if (result.kind === 'blob' && result.blob.size > RESULT_BYTES && result.path.length === 0) {
    return { result: null, ...(wanted === true ? stored(result.blob) : {}) };
  }
  try {
    const value = await resolveOfRun(stores, finish, result);
    const text = JSON.stringify(value ?? null);
    const plain = JSON.parse(text) as Json; // JSON text of a value
    if (Buffer.byteLength(text) <= RESULT_BYTES) return { result: plain };
    if (wanted !== true) return { result: null };
    return { result: null, ...stored(await storeValue(stores.objects, plain)) };
  } catch (error) {
    if (error instanceof TaskFault && error.fault.type !== FAILURE_TYPES.storeFailed) {
      return { result: null };
    }
    throw error;
  }
}

function stored(blob: StoredResult['perdure.result']): { readonly large: StoredResult } {
  return { large: { 'perdure.result': blob } };
}
