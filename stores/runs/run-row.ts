import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { RunRow } from './run-store.ts';

/** A run as Postgres gives it. */
export interface SqlRun {
  readonly dag_id: string;
  readonly run_id: string;
  readonly run_type: string;
  readonly plan_hash: string;
  readonly params: JsonObject;
  readonly logical_date: Date;
  readonly interval_start: Date;
  readonly interval_end: Date;
  readonly state: RunRow['state'];
  readonly workflow_id: string;
  readonly build: string | null;
  readonly generation: number;
  readonly created_by: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly result: Json | null;
  readonly note: string | null;
  readonly paused: boolean;
  readonly parent_dag_id: string | null;
  readonly parent_run_id: string | null;
  readonly parent_path: string | null;
  readonly events: RunRow['events'];
}

export function toRun(row: SqlRun): RunRow {
  const { params, state, build, generation, result, note, paused, events } = row;
  return {
    ...{ dagId: row.dag_id, runId: row.run_id, runType: row.run_type, planHash: row.plan_hash },
    ...{ params, state, build, generation, result, note, paused, events, parent: parentOf(row) },
    dataInterval: { start: row.interval_start, end: row.interval_end },
    ...{ logicalDate: row.logical_date, workflowId: row.workflow_id },
    ...{ createdAt: row.created_at, startedAt: row.started_at, endedAt: row.ended_at },
  };
}

function parentOf(row: SqlRun): RunRow['parent'] {
  const { parent_dag_id: dagId, parent_run_id: runId, parent_path: path } = row;
  return dagId === null || runId === null || path === null ? null : { dagId, runId, path };
}
