import type { Statement } from '../postgres/database.ts';

/** $1 run, $2 experiment, $3 name, $4 user, $5 start. */
export const CREATE_RUN: Statement = {
  text: `
    insert into perdure.tracking_runs
      (run_id, experiment_id, name, user_id, status, start_ms, artifact_uri)
    select $1::text, e.experiment_id, $3, $4, 'RUNNING', $5,
      e.artifact_location || '/' || $1::text || '/artifacts'
    from perdure.experiments as e where e.experiment_id = $2`,
};

export const LOCK_RUN: Statement = {
  name: 'perdure-tracking-lock',
  text: `select lifecycle_stage as stage from perdure.tracking_runs
         where run_id = $1 for no key update`,
};
export const GET_STAGE: Statement = {
  text: `select lifecycle_stage as stage from perdure.tracking_runs where run_id = $1`,
};
export const MOVE_RUN: Statement = {
  text: `update perdure.tracking_runs set lifecycle_stage = $2 where run_id = $1 returning run_id`,
};

/** $2 status, $3 end, $4 name; null leaves what is there. */
export const UPDATE_RUN: Statement = {
  text: `update perdure.tracking_runs
         set status = coalesce($2, status), end_ms = coalesce($3, end_ms), name = coalesce($4, name)
         where run_id = $1`,
};
export const GET_PARAMS: Statement = {
  text: `select key, value from perdure.run_params where run_id = $1 and key = any($2::text[])`,
};
export const DELETE_TAG: Statement = {
  text: `delete from perdure.run_tags where run_id = $1 and key = $2 returning key`,
};
export const ADD_DATASET: Statement = {
  text: `insert into perdure.run_datasets (run_id, name, digest, dataset) values ($1, $2, $3, $4)
         on conflict do nothing`,
};
/** $2 direction, $3 models, $4 steps. */
export const ADD_MODELS: Statement = {
  text: `
    insert into perdure.run_models (run_id, direction, model_id, step)
    select $1, $2, model_id, step from unnest($3::text[], $4::bigint[]) as g (model_id, step)
    on conflict do nothing`,
};

/** $1 run, $2 key, $3 count, $4 offset. */
export const HISTORY: Statement = {
  text: `
    select run_id, key, value, timestamp, step from perdure.metric_points
    where run_id = $1 and key = $2 order by timestamp, step, value limit $3 offset $4`,
};
export const STEPS: Statement = {
  text: `select distinct step from perdure.metric_points
         where run_id = any($1::text[]) and key = $2`,
};
export const POINTS_AT: Statement = {
  text: `
    select run_id, key, value, timestamp, step from perdure.metric_points
    where run_id = any($1::text[]) and key = $2 and step = any($3::bigint[])
    order by run_id, step, timestamp, value`,
};
