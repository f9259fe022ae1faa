-- Dag runs, task instances and their attempts. The rules I1-I4 are those of
-- stores/runs/instance-rule.ts; the statements of stores/runs/*-sql.ts keep them.
-- I1 The fence (generation, attempt) of an instance never goes back.
-- I2 `settled_by` is set once in a generation, by a worker's completion or by the run's decision.
-- I3 `try_number` counts bodies begun: the first write of a fence takes the next number.
-- I4 A claim begins an attempt only from an older fence.
-- I5 An attempt's row is written by the same statement as its instance's, so they always agree.
-- No foreign key from instances to runs: it would lock the run's row in every task's write.
-- Values of authors are `json`, not `jsonb`, which refuses \u0000 and loses key order.

-- Up Migration
create table perdure.dag_runs (
  dag_id text not null,
  run_id text not null,
  run_type text not null,
  plan_hash text not null,
  params json not null,
  logical_date timestamptz not null,
  interval_start timestamptz not null,
  interval_end timestamptz not null,
  state text not null check (state in ('queued', 'running', 'success', 'failed')),
  workflow_id text not null,
  build text,
  generation int not null default 1 check (generation > 0),
  -- Who created the row: tells a creator that lost the answer that the row is its own.
  created_by uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  result json,
  note text,
  primary key (dag_id, run_id)
);
create index dag_runs_newest on perdure.dag_runs (created_at desc);
create index dag_runs_newest_of_dag on perdure.dag_runs (dag_id, created_at desc);
create index dag_runs_open on perdure.dag_runs (dag_id, state, logical_date, run_id)
  where state in ('queued', 'running');

create table perdure.task_instances (
  dag_id text not null,
  run_id text not null,
  path text not null,
  task_id text not null,
  map_index int[] not null,
  state text not null,
  generation int not null,
  attempt int not null,
  settled_by text check (settled_by in ('worker', 'run')),
  try_number int not null,
  queue text,
  worker json,
  started_at timestamptz,
  ended_at timestamptz,
  output json,
  error json,
  reason text,
  log_key text,
  primary key (dag_id, run_id, path)
) with (fillfactor = 80); -- a row is rewritten 2-3 times: room for it on its own page

create table perdure.task_attempts (
  dag_id text not null,
  run_id text not null,
  path text not null,
  generation int not null,
  attempt int not null,
  try_number int not null,
  state text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  worker json not null,
  error json,
  log_key text not null,
  primary key (dag_id, run_id, path, generation, attempt)
) with (fillfactor = 80);

-- One row an instance: the newest checkpoint.
create table perdure.checkpoints (
  dag_id text not null,
  run_id text not null,
  path text not null,
  generation int not null,
  attempt int not null,
  sequence bigint not null,
  object_key text not null,
  sha256 text not null,
  size bigint not null,
  saved_at timestamptz not null default now(),
  primary key (dag_id, run_id, path)
);

-- How far a state is; within a generation states only move up (stateRank in instance-rule.ts).
create function perdure.state_rank(state text) returns int
language sql immutable parallel safe as $$
  select case
    when state = 'none' then 0
    when state = 'scheduled' then 1
    when state = 'queued' then 2
    when state in ('success', 'failed', 'skipped', 'upstream_failed') then 4
    else 3
  end
$$;

-- Down Migration
drop function perdure.state_rank(text);
drop table perdure.checkpoints;
drop table perdure.task_attempts;
drop table perdure.task_instances;
drop table perdure.dag_runs;
