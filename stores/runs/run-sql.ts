import type { Statement } from '../postgres/database.ts';

const RUN_COLUMNS = `dag_id, run_id, run_type, plan_hash, params, logical_date, interval_start,
  interval_end, state, workflow_id, build, generation, created_by, created_at, started_at, ended_at,
  result, note, paused, parent_dag_id, parent_run_id, parent_path, events`;

/** $1-11 the run, $12 who creates it, $13-15 its parent, $16 its events. A run that is there is given back as it is. */
export const CREATE_RUN: Statement = {
  name: 'perdure-create-run',
  text: `
    insert into perdure.dag_runs (dag_id, run_id, run_type, plan_hash, params, logical_date,
      interval_start, interval_end, state, workflow_id, build, created_by, parent_dag_id,
      parent_run_id, parent_path, events, created_at, started_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
      date_trunc('milliseconds', clock_timestamp()),
      case when $9 = 'running' then date_trunc('milliseconds', clock_timestamp()) end)
    on conflict (dag_id, run_id) do nothing
    returning ${RUN_COLUMNS}`,
};

export const GET_RUN: Statement = {
  name: 'perdure-get-run',
  text: `select ${RUN_COLUMNS} from perdure.dag_runs where dag_id = $1 and run_id = $2`,
};

// Not named: Postgres plans it for the filters that are given, and so uses an index.
export const LIST_RUNS: Statement = {
  text: `select ${RUN_COLUMNS} from perdure.dag_runs
         where ($1::text is null or dag_id = $1) and ($2::text is null or state = $2)
           and ($3::timestamptz is null or created_at < $3)
           and ($4::timestamptz is null or logical_date = $4)
         order by created_at desc, dag_id collate "C", run_id collate "C" limit $5`,
};

export const LIST_CHILDREN: Statement = {
  name: 'perdure-list-children',
  text: `select ${RUN_COLUMNS} from perdure.dag_runs
         where parent_dag_id = $1 and parent_run_id = $2
         order by created_at, dag_id collate "C", run_id collate "C"`,
};

export const SET_PAUSED: Statement = {
  name: 'perdure-set-paused',
  text: `update perdure.dag_runs set paused = $3
         where dag_id = $1 and run_id = $2 returning run_id`,
};

/** States of a run only move forward. No row back: there is no such run. */
export const START_RUN: Statement = {
  name: 'perdure-start-run',
  text: `
    with started as (
      update perdure.dag_runs set state = 'running', started_at = coalesce(started_at, $4)
      where dag_id = $1 and run_id = $2 and state = 'queued' and $3 = 'running'
    )
    select from perdure.dag_runs where dag_id = $1 and run_id = $2`,
};

/** Held to the end of the transaction: turns of one dag are taken one after the other. */
export const LOCK_TURNS: Statement = {
  name: 'perdure-lock-turns',
  text: `select pg_advisory_xact_lock(hashtextextended('perdure turns of ' || $1, 0))`,
};

/** $3 how many runs may run. */
export const TAKE_TURN: Statement = {
  name: 'perdure-take-turn',
  text: `
    update perdure.dag_runs as mine set state = 'running', started_at = coalesce(started_at, now())
    where dag_id = $1 and run_id = $2 and state = 'queued'
      and $3 > (select count(*) from perdure.dag_runs where dag_id = $1 and state = 'running')
      and not exists (
        select from perdure.dag_runs as other
        where other.dag_id = $1 and other.state = 'queued'
          and (other.logical_date, other.run_id collate "C")
            < (mine.logical_date, mine.run_id collate "C"))`,
};
