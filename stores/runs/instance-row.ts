import type { JsonObject } from '../../dsl/plan/json.ts';
import type {
  AttemptRow,
  CheckpointPointer,
  Fence,
  InstanceRow,
  StoredOutput,
  WorkerFacts,
} from './run-store.ts';

/** Rows as Postgres gives them, and what they mean. */

export interface SqlStanding extends Fence {
  readonly settled_by: 'worker' | 'run' | null;
  readonly state: string;
  readonly try_number: number;
  readonly output: JsonObject | null;
  readonly reason: string | null;
}
export interface SqlInstance {
  readonly path: string;
  readonly task_id: string;
  readonly map_index: readonly number[];
  readonly state: string;
  readonly try_number: number;
  readonly queue: string | null;
  readonly worker: WorkerFacts | null;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly output: JsonObject | null;
  readonly error: InstanceRow['error'];
  readonly reason: string | null;
  readonly log_key: string | null;
}
export interface SqlAttempt extends Fence {
  readonly try_number: number;
  readonly state: string;
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly worker: WorkerFacts;
  readonly error: AttemptRow['error'];
  readonly log_key: string;
}
/** `bigint` columns come as text. */
export interface SqlCheckpoint {
  readonly sequence: string;
  readonly object_key: string;
  readonly sha256: string;
  readonly size: string;
}

export function toInstance(row: SqlInstance): InstanceRow {
  const { path, state, queue, worker, output, error, reason } = row;
  return {
    ...{ path, taskId: row.task_id, mapIndex: row.map_index, state, tryNumber: row.try_number },
    ...{ queue, worker, startedAt: row.started_at, endedAt: row.ended_at },
    ...{ output, error, reason, logKey: row.log_key },
  };
}

export function toAttempt(row: SqlAttempt): AttemptRow {
  const { generation, attempt, state, worker, error } = row;
  return {
    ...{ tryNumber: row.try_number, fence: { generation, attempt }, state, worker, error },
    ...{ startedAt: row.started_at, endedAt: row.ended_at, logKey: row.log_key },
  };
}

export function toStored({ state, output, reason }: SqlStanding): StoredOutput {
  return {
    state: state === 'skipped' ? 'skipped' : 'success',
    output,
    ...(reason !== null && { reason }),
  };
}

export function toCheckpoint(row: SqlCheckpoint): CheckpointPointer {
  const { sequence, object_key: objectKey, sha256, size } = row;
  return { sequence: Number(sequence), objectKey, sha256, size: Number(size) };
}
