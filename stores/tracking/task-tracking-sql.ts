import type { Statement } from '../postgres/database.ts';

/** $1 run, $2 attempt. A row back: the run is this attempt's, and locked. */
export const KEEP_RUN: Statement = {
  text: `update perdure.tracking_runs set status = 'RUNNING', end_ms = null
         where run_id = $1 and attempt = $2 returning run_id`,
};

/** $1 run, $2 experiment, $3 name, $4 user, $5 start, $6-7 dag run, $8 attempt. */
export const OPEN_RUN: Statement = {
  text: `
    insert into perdure.tracking_runs as r
      (run_id, experiment_id, name, user_id, status, start_ms, artifact_uri, dag_id, dag_run_id, attempt)
    values ($1, $2, $3, $4, 'RUNNING', $5, 'mlflow-artifacts:/runs/' || $1 || '/artifacts', $6, $7, $8)
    on conflict (run_id) do update set status = 'RUNNING', end_ms = null, attempt = excluded.attempt
      where r.attempt <= excluded.attempt
    returning run_id`,
};

export const FIND_EXPERIMENT: Statement = {
  text: 'select experiment_id as id from perdure.experiments where name = $1',
};

/** $1 name, $2 now. */
export const MAKE_EXPERIMENT: Statement = {
  text: `
    with made as (
      select nextval(pg_get_serial_sequence('perdure.experiments', 'experiment_id')) as id
    )
    insert into perdure.experiments (experiment_id, name, artifact_location, created_ms, updated_ms)
    select id, $1, 'mlflow-artifacts:/' || id, $2, $2 from made
    on conflict (name) do nothing`,
};

/** $1 run, $2 attempt, $3 status, $4 when. */
export const END_TASK: Statement = {
  text: `update perdure.tracking_runs set status = $3, end_ms = $4
         where run_id = $1 and attempt <= $2`,
};

/** $1-2 dag run, $3 its own run, $4 status, $5 when. */
export const END_DAG_RUN: Statement = {
  text: `update perdure.tracking_runs set status = $4, end_ms = $5
         where dag_id = $1 and dag_run_id = $2 and (run_id = $3 or status = 'RUNNING')`,
};

/**
 * $1 run, $2 keys, $3 steps, $4 attempt. The point is written again by what follows in the same
 * transaction.
 */
export const SUPERSEDE_LATEST: Statement = {
  text: `
    delete from perdure.latest_metrics as l
    using (select distinct key, step from unnest($2::text[], $3::bigint[]) as g (key, step)) as given
    where l.run_id = $1 and l.key = given.key and l.step = given.step and l.attempt < $4`,
};
