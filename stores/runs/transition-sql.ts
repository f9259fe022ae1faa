import type { Statement } from '../postgres/database.ts';

/** The generation the run decided in: $8, or its newest. */
const DECIDED = `
  decided as (
    select coalesce($8::int,
      (select generation from perdure.dag_runs where dag_id = $1 and run_id = $2), 1) as generation
  )`;

const GENERATION = '(select generation from decided)';
const IS_FINAL = 'perdure.state_rank(excluded.state) = 4';
/** `decisionOn` gives 'anew': the run overrules itself, and nothing of before stays. */
const IS_ANEW = `(i.settled_by = 'run' and i.generation < ${GENERATION}
  and i.state <> excluded.state and excluded.state <> 'removed')`;

/**
 * A batch of the run's decisions as one statement: $1 dag, $2 run, then parallel arrays $3 path,
 * $4 task, $5 map index, $6 state, $7 reason, and $8 generation. A path comes once a batch. The
 * `where` is `decisionOn` of instance-rule.ts (I5), the generations are I6.
 */
const APPLY = `
  insert into perdure.task_instances as i
    (dag_id, run_id, path, task_id, map_index, state, generation, attempt, settled_by, try_number,
     ended_at, reason)
  select $1, $2, t.path, t.task_id, t.map_index::int[], t.state,
    case when perdure.state_rank(t.state) = 4 then ${GENERATION} else 1 end, 0,
    case when perdure.state_rank(t.state) = 4 then 'run' end, 0,
    case when perdure.state_rank(t.state) = 4 then now() end, t.reason
  from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
      as t (path, task_id, map_index, state, reason)
  order by t.path collate "C"
  on conflict (dag_id, run_id, path) do update set
    state = excluded.state,
    settled_by = excluded.settled_by,
    attempt = case when i.generation < ${GENERATION} and (${IS_FINAL} or ${IS_ANEW}) then 0
      else i.attempt end,
    generation = case when ${IS_FINAL} or ${IS_ANEW} then greatest(i.generation, ${GENERATION})
      else i.generation end,
    queue = case when ${IS_ANEW} then null else i.queue end,
    worker = case when ${IS_ANEW} then null else i.worker end,
    started_at = case when ${IS_ANEW} then null else i.started_at end,
    output = case when ${IS_ANEW} then null else i.output end,
    error = case when ${IS_ANEW} then null else i.error end,
    log_key = case when ${IS_ANEW} then null else i.log_key end,
    reason = case when ${IS_ANEW} then excluded.reason else coalesce(excluded.reason, i.reason) end,
    ended_at = case when ${IS_ANEW} then excluded.ended_at
      else coalesce(i.ended_at, excluded.ended_at) end
  where i.generation <= ${GENERATION} and case
    when excluded.state = 'removed' then i.state <> 'removed'
    when i.settled_by is null
      then perdure.state_rank(excluded.state) >= perdure.state_rank(i.state)
    else ${IS_ANEW} end`;

export const RECORD_TRANSITIONS: Statement = {
  name: 'perdure-transitions',
  text: `with ${DECIDED} ${APPLY}`,
};

/**
 * The end of a run in one transaction. $1-8 as above, $9 state, $10 ended, $11 result, $12 note,
 * $13 lost. `ended` is false when the run had ended; no row: there is no such run. A run that was
 * opened again since is not ended by its older generation.
 */
export const FINISH_RUN: Statement = {
  name: 'perdure-finish-run',
  text: `
    with ${DECIDED}, finished as (
      update perdure.dag_runs set state = $9, ended_at = $10, result = $11, note = $12
      where dag_id = $1 and run_id = $2 and state in ('queued', 'running')
        and generation <= ${GENERATION}
      returning run_id
    ), settled as (${APPLY}
    ), lost as (
      update perdure.task_attempts set state = 'failed', ended_at = $10, error = $13
      where dag_id = $1 and run_id = $2 and ended_at is null and generation <= ${GENERATION}
    )
    select exists (select from finished) as ended
    from perdure.dag_runs where dag_id = $1 and run_id = $2`,
};
