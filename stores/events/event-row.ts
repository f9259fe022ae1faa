import type { Json } from '../../dsl/plan/json.ts';
import type { EventRow, EventWait, NewEvent } from './event-store.ts';

/** Rows as Postgres gives them; `bigint` comes as text. */
export interface SqlEvent {
  readonly sequence: string;
  readonly source: string;
  readonly kind: NewEvent['kind'];
  readonly event_id: string;
  readonly payload: Json;
  readonly time: Date;
  readonly origin_dag_id: string | null;
  readonly origin_run_id: string | null;
  readonly origin_path: string | null;
  readonly kept_by: string;
}
export interface SqlWait {
  readonly dag_id: string;
  readonly run_id: string;
  readonly path: string;
  readonly generation: number;
}

export function toEvent(row: SqlEvent): EventRow {
  const { source, kind, payload, time } = row;
  const { origin_dag_id: dagId, origin_run_id: runId, origin_path: path } = row;
  return {
    ...{ sequence: Number(row.sequence), source, kind, eventId: row.event_id, payload, time },
    ...(dagId !== null && runId !== null && path !== null && { origin: { dagId, runId, path } }),
  };
}

export function toWait({ dag_id: dagId, run_id: runId, path, generation }: SqlWait): EventWait {
  return { dagId, runId, path, generation };
}
