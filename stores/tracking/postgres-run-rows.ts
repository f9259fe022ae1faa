import type { Session, Statement } from '../postgres/database.ts';
import type { Stage, Texts } from './experiment-store.ts';
import type { MetricPoint, RunStatus } from './task-tracking.ts';
import type { DatasetInput, ModelOutput, TrackedRun } from './tracked-run-store.ts';

/** Reads runs with all that is recorded of them, in the order of the ids; what is not there is left out. */
export async function readRuns(
  session: Session,
  runIds: readonly string[],
): Promise<readonly TrackedRun[]> {
  if (runIds.length === 0) return [];
  const rows = await session.query<SqlRun>(READ_RUNS, [runIds]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return runIds.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [runOf(row)];
  });
}

interface SqlRun {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  readonly user: string;
  readonly status: RunStatus;
  readonly start: string;
  readonly end: string | null;
  readonly stage: Stage;
  readonly uri: string;
  readonly params: Texts;
  readonly tags: Texts;
  /** Values as text: JSON has neither NaN nor infinities. */
  readonly metrics: readonly {
    readonly key: string;
    readonly value: string;
    readonly timestamp: number;
    readonly step: number;
  }[];
  readonly datasets: readonly DatasetInput[];
  readonly inputs: readonly string[];
  readonly outputs: readonly ModelOutput[];
}

function runOf(row: SqlRun): TrackedRun {
  const { name, user, status, stage, params, tags, datasets } = row;
  return {
    ...{ runId: row.id, experimentId: row.experiment, artifactUri: row.uri },
    ...{ name, user, status, stage, params, tags, datasets },
    startMs: Number(row.start),
    endMs: row.end === null ? null : Number(row.end),
    metrics: row.metrics.map((point): MetricPoint => ({ ...point, value: Number(point.value) })),
    modelInputs: row.inputs,
    modelOutputs: row.outputs,
  };
}

const READ_RUNS: Statement = {
  name: 'perdure-tracking-runs',
  text: `
    select r.run_id as id, r.experiment_id as experiment, r.name, r.user_id as user, r.status,
      r.start_ms as start, r.end_ms as end, r.lifecycle_stage as stage, r.artifact_uri as uri,
      (select coalesce(json_object_agg(p.key, p.value), '{}')
       from perdure.run_params as p where p.run_id = r.run_id) as params,
      (select coalesce(json_object_agg(t.key, t.value), '{}')
       from perdure.run_tags as t where t.run_id = r.run_id) as tags,
      (select coalesce(json_agg(json_build_object('key', m.key, 'value', m.value::text,
         'timestamp', m.timestamp, 'step', m.step) order by m.key collate "C"), '[]')
       from perdure.latest_metrics as m where m.run_id = r.run_id) as metrics,
      (select coalesce(json_agg(jsonb_build_object('name', d.name, 'digest', d.digest)
         || d.dataset::jsonb order by d.sequence), '[]')
       from perdure.run_datasets as d where d.run_id = r.run_id) as datasets,
      (select coalesce(json_agg(i.model_id order by i.sequence), '[]')
       from perdure.run_models as i where i.run_id = r.run_id and i.direction = 'input') as inputs,
      (select coalesce(json_agg(json_build_object('modelId', o.model_id, 'step', o.step)
         order by o.sequence), '[]')
       from perdure.run_models as o where o.run_id = r.run_id and o.direction = 'output') as outputs
    from perdure.tracking_runs as r where r.run_id = any($1::text[])`,
};
