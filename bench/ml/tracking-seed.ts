import pg from 'pg';

/** The experiment that the searches look at. */
export const SEARCHED = '900';
export const SEARCHED_RUNS = 10_000;

/** The same runs for both servers, as rows: 10 metrics, 5 params and 2 tags each. */
export async function seedRuns(databaseUrl: string, schema: 'perdure' | 'mlflow'): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const statement of SEEDS[schema]) await client.query(statement);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

const RUN = `lpad(to_hex(i), 32, '0')`;
const VALUE = `((i * 7919 + k * 104729) % 10007) / 10007.0`;
const RUNS = `generate_series(1, 10000) as i`;
const METRICS = `${RUNS}, generate_series(0, 9) as k`;
const PARAMS = `${RUNS}, generate_series(0, 4) as k`;
const TAGS = `${RUNS}, generate_series(0, 1) as k`;

const SEEDS = {
  perdure: [
    `insert into perdure.experiments (experiment_id, name, artifact_location, created_ms, updated_ms)
     values (900, 'searched', 'mlflow-artifacts:/900', 0, 0)`,
    `insert into perdure.tracking_runs
       (run_id, experiment_id, name, user_id, status, start_ms, artifact_uri)
     select ${RUN}, 900, 'run-' || i, 'bench', 'FINISHED', i, 'mlflow-artifacts:/900' from ${RUNS}`,
    `insert into perdure.latest_metrics (run_id, key, step, timestamp, value)
     select ${RUN}, 'm' || k, 1, i, ${VALUE} from ${METRICS}`,
    `insert into perdure.run_params (run_id, key, value)
     select ${RUN}, 'p' || k, (i % 3)::text from ${PARAMS}`,
    `insert into perdure.run_tags (run_id, key, value)
     select ${RUN}, 't' || k, i::text from ${TAGS}`,
  ],
  mlflow: [
    `insert into experiments (experiment_id, name, artifact_location, lifecycle_stage,
       creation_time, last_update_time)
     values (900, 'searched', 'mlflow-artifacts:/900', 'active', 0, 0)`,
    `insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status,
       start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)
     select ${RUN}, 'run-' || i, 'UNKNOWN', '', '', 'bench', 'FINISHED', i, i, '', 'active',
       'mlflow-artifacts:/900', 900 from ${RUNS}`,
    `insert into latest_metrics (run_uuid, key, step, timestamp, value, is_nan)
     select ${RUN}, 'm' || k, 1, i, ${VALUE}, false from ${METRICS}`,
    `insert into params (run_uuid, key, value)
     select ${RUN}, 'p' || k, (i % 3)::text from ${PARAMS}`,
    `insert into tags (run_uuid, key, value) select ${RUN}, 't' || k, i::text from ${TAGS}`,
  ],
} as const;
