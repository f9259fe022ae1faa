import type { Statement } from '../postgres/database.ts';

/**
 * $3 execution, $4 whether its execution is lost. The run's row is locked to the end of the
 * transaction.
 */
export const REOPEN: Statement = {
  name: 'perdure-reopen',
  text: `
    update perdure.dag_runs set state = 'running', generation = generation + 1, ended_at = null,
      result = null, note = null, paused = paused and $4::boolean, reopened_by = $3
    where dag_id = $1 and run_id = $2 and (state in ('success', 'failed')
      or $4::boolean and reopened_by is distinct from $3)`,
};

export const IS_REOPENED_BY: Statement = {
  name: 'perdure-reopened-by',
  text: `select from perdure.dag_runs where dag_id = $1 and run_id = $2 and reopened_by = $3`,
};

export const KEPT: Statement = {
  text: `select path, state, output, reason from perdure.task_instances
         where dag_id = $1 and run_id = $2
           and state in ('success', 'failed', 'skipped', 'upstream_failed')
         order by task_id collate "C", map_index, path collate "C"`,
};

/** $3 generation, $4 paused or null. */
export const RAISE_RUN: Statement = {
  name: 'perdure-raise-run',
  text: `update perdure.dag_runs
         set generation = greatest(generation, $3), paused = coalesce($4::boolean, paused)
         where dag_id = $1 and run_id = $2 returning run_id`,
};

/** $3 generation, $4 paths, $5 when, $6 lost. What is in the new generation already is left alone. */
export const RESET: Statement = {
  name: 'perdure-reset',
  text: `
    with lost as (
      update perdure.task_attempts set state = 'failed', ended_at = $5, error = $6
      where dag_id = $1 and run_id = $2 and path = any ($4::text[]) and ended_at is null
        and generation < $3
    )
    update perdure.task_instances set state = 'none', generation = $3, attempt = 0,
      settled_by = null, queue = null, worker = null, started_at = null, ended_at = null,
      output = null, error = null, reason = null, log_key = null
    where dag_id = $1 and run_id = $2 and path = any ($4::text[]) and generation < $3`,
};

/** $3 generation, $4 paths, $5 when, $6 lost, $7 tasks, $8 map indexes, $9 states, $10 reasons. */
export const MARK: Statement = {
  name: 'perdure-mark',
  text: `
    with lost as (
      update perdure.task_attempts set state = 'failed', ended_at = $5, error = $6
      where dag_id = $1 and run_id = $2 and path = any ($4::text[]) and ended_at is null
        and generation <= $3
    )
    insert into perdure.task_instances as i
      (dag_id, run_id, path, task_id, map_index, state, generation, attempt, settled_by, try_number,
       ended_at, reason)
    select $1, $2, m.path, m.task_id, m.map_index::int[], m.state, $3, 0, 'run', 0, $5, m.reason
    from unnest($4::text[], $7::text[], $8::text[], $9::text[], $10::text[])
        as m (path, task_id, map_index, state, reason)
    order by m.path collate "C"
    on conflict (dag_id, run_id, path) do update set
      state = excluded.state, generation = excluded.generation, attempt = 0, settled_by = 'run',
      queue = null, worker = null, started_at = null, ended_at = excluded.ended_at,
      output = case when i.state = 'success' and excluded.state = 'success' then i.output end,
      error = null, reason = excluded.reason, log_key = null
    where i.generation <= excluded.generation`,
};
