import type { Statement } from '../postgres/database.ts';

/**
 * A batch of the run's decisions as one statement: $1 dag, $2 run, then parallel arrays $3 path,
 * $4 task, $5 map index, $6 state, $7 reason. A path comes once a batch. A settled instance and a
 * later state stay as they are (I2, `stateRank`); a newer generation of the run begins anew.
 */
const APPLY = `
  insert into perdure.task_instances as i
    (dag_id, run_id, path, task_id, map_index, state, generation, attempt, settled_by, try_number,
     ended_at, reason)
  select $1, $2, t.path, t.task_id, t.map_index::int[], t.state, run.generation, 0,
    case when perdure.state_rank(t.state) = 4 then 'run' end, 0,
    case when perdure.state_rank(t.state) = 4 then now() end, t.reason
  from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
      as t (path, task_id, map_index, state, reason),
    (select coalesce(max(generation), 1) as generation
     from perdure.dag_runs where dag_id = $1 and run_id = $2) as run
  order by t.path collate "C"
  on conflict (dag_id, run_id, path) do update set
    state = excluded.state,
    settled_by = excluded.settled_by,
    generation = greatest(i.generation, excluded.generation),
    attempt = case when i.generation < excluded.generation then 0 else i.attempt end,
    queue = case when i.generation < excluded.generation then null else i.queue end,
    worker = case when i.generation < excluded.generation then null else i.worker end,
    started_at = case when i.generation < excluded.generation then null else i.started_at end,
    output = case when i.generation < excluded.generation then null else i.output end,
    error = case when i.generation < excluded.generation then null else i.error end,
    log_key = case when i.generation < excluded.generation then null else i.log_key end,
    reason = case when i.generation < excluded.generation then excluded.reason
      else coalesce(excluded.reason, i.reason) end,
    ended_at = case when i.generation < excluded.generation then excluded.ended_at
      else coalesce(i.ended_at, excluded.ended_at) end
  where i.generation < excluded.generation
    or (i.settled_by is null
        and perdure.state_rank(excluded.state) >= perdure.state_rank(i.state))`;

export const RECORD_TRANSITIONS: Statement = { name: 'perdure-transitions', text: APPLY };

/** The end of a run in one transaction. $1-7 as above, $8 state, $9 ended, $10 result, $11 note, $12 lost. */
export const FINISH_RUN: Statement = {
  name: 'perdure-finish-run',
  text: `
    with finished as (
      update perdure.dag_runs set state = $8, ended_at = $9, result = $10, note = $11
      where dag_id = $1 and run_id = $2 and state in ('queued', 'running')
    ), settled as (${APPLY}
    ), lost as (
      update perdure.task_attempts set state = 'failed', ended_at = $9, error = $12
      where dag_id = $1 and run_id = $2 and ended_at is null
    )
    select from perdure.dag_runs where dag_id = $1 and run_id = $2`,
};
