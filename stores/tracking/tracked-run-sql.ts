import type { Statement } from '../postgres/database.ts';

/**
 * $1 experiment, $2 run, $3 name, $4 user, $5 start, $6-7 tags. A row back: the experiment is there,
 * and stays as it is until the run is; runs of one experiment do not wait for each other.
 */
export const CREATE_RUN: Statement = {
  name: 'perdure-tracking-create',
  text: `
    with experiment as (
      select experiment_id, artifact_location, lifecycle_stage from perdure.experiments
      where experiment_id = $1 for share
    ), made as (
      insert into perdure.tracking_runs
        (run_id, experiment_id, name, user_id, status, start_ms, artifact_uri)
      select $2::text, experiment_id, $3, $4, 'RUNNING', $5,
        artifact_location || '/' || $2::text || '/artifacts'
      from experiment where lifecycle_stage = 'active'
      returning run_id, artifact_uri
    ), tags as (
      insert into perdure.run_tags (run_id, key, value)
      select run_id, key, value from made, unnest($6::text[], $7::text[]) as g (key, value)
    )
    select (select artifact_uri from made) as uri from experiment`,
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

/**
 * Of an active run. $2 status, $3 end, $4 name, which is a tag too; null leaves what is there. A row
 * back: it was changed.
 */
export const UPDATE_RUN: Statement = {
  name: 'perdure-tracking-update',
  text: `
    with changed as (
      update perdure.tracking_runs
      set status = coalesce($2, status), end_ms = coalesce($3, end_ms), name = coalesce($4, name)
      where run_id = $1 and lifecycle_stage = 'active' returning run_id
    ), named as (
      insert into perdure.run_tags (run_id, key, value)
      select run_id, 'mlflow.runName', $4 from changed where $4 is not null
      on conflict (run_id, key) do update set value = excluded.value
    )
    select run_id from changed`,
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
    select run_id, key, value, timestamp, step from perdure.metric_curves
    where run_id = $1 and key = $2 order by timestamp, step, value limit $3 offset $4`,
};
export const STEPS: Statement = {
  text: `select distinct step from perdure.metric_curves
         where run_id = any($1::text[]) and key = $2`,
};
export const POINTS_AT: Statement = {
  text: `
    select run_id, key, value, timestamp, step from perdure.metric_curves
    where run_id = any($1::text[]) and key = $2 and step = any($3::bigint[])
    order by run_id, step, timestamp, value`,
};
