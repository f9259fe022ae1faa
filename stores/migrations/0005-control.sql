-- Control and recovery: what people do to runs, what runs wait for, what leaves them, and outputs
-- that are reused or have an end. The rules W, C and O are those of the interfaces in
-- stores/{events,cache,outbox}; those of instances (I5, I6) of stores/runs/instance-rule.ts.

-- Up Migration
alter table perdure.dag_runs
  add column paused boolean not null default false,
  -- The execution that opened the closed run last; asked again, it gets the same answer.
  add column reopened_by text,
  add column parent_dag_id text,
  add column parent_run_id text,
  add column parent_path text,
  add check (num_nulls(parent_dag_id, parent_run_id, parent_path) in (0, 3));
create index dag_runs_of_parent on perdure.dag_runs (parent_dag_id, parent_run_id, created_at)
  where parent_dag_id is not null;

create or replace function perdure.state_rank(state text) returns int
language sql immutable parallel safe as $$
  select case
    when state = 'none' then 0
    when state = 'scheduled' then 1
    when state = 'queued' then 2
    when state in ('success', 'failed', 'skipped', 'upstream_failed', 'removed') then 4
    else 3
  end
$$;

-- Outputs in the object store. `kept_ms` counts from the end of the run, or from `ended_at` if that
-- is later or the run is not known; null keeps the object for ever.
create table perdure.value_references (
  object_key text not null,
  dag_id text not null,
  run_id text not null,
  path text not null,
  ended_at timestamptz not null,
  kept_ms bigint,
  primary key (object_key, dag_id, run_id, path)
);
create index value_references_with_end on perdure.value_references (ended_at)
  where kept_ms is not null;

create table perdure.events (
  sequence bigint generated always as identity primary key,
  source text not null,
  event_id text not null,
  kind text not null check (kind in ('asset', 'event')),
  payload json not null,
  time timestamptz not null,
  origin_dag_id text,
  origin_run_id text,
  origin_path text,
  -- Who kept it: tells a sender that lost the answer that the event is its own.
  kept_by uuid not null,
  kept_at timestamptz not null default clock_timestamp(),
  unique (source, event_id)
);
create index events_of_source on perdure.events (source, sequence);

create table perdure.event_waits (
  dag_id text not null,
  run_id text not null,
  path text not null,
  generation int not null,
  source text not null,
  fields json not null,
  since timestamptz not null,
  met bigint references perdure.events (sequence),
  delivered_at timestamptz,
  primary key (dag_id, run_id, path, generation)
);
create index event_waits_open on perdure.event_waits (source) where met is null;
create index event_waits_undelivered on perdure.event_waits (met)
  where met is not null and delivered_at is null;

create table perdure.approvals (
  dag_id text not null,
  run_id text not null,
  path text not null,
  generation int not null,
  subject text not null,
  detail json not null,
  form json not null,
  assignees text[] not null,
  approvers int not null,
  deadline timestamptz,
  opened_at timestamptz not null,
  outcome text check (outcome in ('approved', 'rejected', 'failed', 'withdrawn')),
  primary key (dag_id, run_id, path, generation)
);
create index approvals_newest on perdure.approvals (opened_at desc);
create index approvals_open on perdure.approvals (opened_at desc) where outcome is null;

-- One row a person: the newest answer counts. Earlier ones are in the audit.
create table perdure.approval_answers (
  dag_id text not null,
  run_id text not null,
  path text not null,
  generation int not null,
  by text not null,
  decision text not null check (decision in ('approved', 'rejected')),
  answer json not null,
  at timestamptz not null,
  primary key (dag_id, run_id, path, generation, by),
  foreign key (dag_id, run_id, path, generation)
    references perdure.approvals (dag_id, run_id, path, generation)
);

-- An entry is being filled while `output` is null. Times are this database's alone.
create table perdure.output_cache (
  key text primary key,
  owner text not null,
  lease_until timestamptz not null,
  output json,
  object_key text,
  expires_at timestamptz,
  filled_at timestamptz,
  dag_id text,
  run_id text,
  path text
);
create index output_cache_objects on perdure.output_cache (object_key)
  where object_key is not null;

-- Nothing ever wrote to the outbox of 0004, whose ids were random.
drop table perdure.outbox;
create table perdure.outbox (
  id text primary key,
  sequence bigint generated always as identity,
  topic text not null,
  build text,
  payload json not null,
  created_at timestamptz not null default clock_timestamp(),
  -- Not handed out before: leased, or to be tried again.
  due_at timestamptz not null default '-infinity',
  tries int not null default 0,
  error text,
  sent_at timestamptz,
  given_up_at timestamptz
);
create index outbox_open on perdure.outbox (topic, sequence)
  where sent_at is null and given_up_at is null;
create index outbox_newest on perdure.outbox (sequence desc);

create table perdure.audit (
  id text primary key,
  sequence bigint generated always as identity,
  at timestamptz not null,
  by text not null,
  action text not null,
  dag_id text,
  run_id text,
  reason text,
  detail json not null
);
create index audit_newest on perdure.audit (at desc, sequence desc);
create index audit_of_run on perdure.audit (dag_id, run_id, at desc, sequence desc);

-- Down Migration
drop table perdure.audit;
drop table perdure.outbox;
create table perdure.outbox (
  id uuid primary key,
  topic text not null,
  key text not null,
  payload json not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index outbox_unsent on perdure.outbox (created_at) where sent_at is null;
drop table perdure.output_cache;
drop table perdure.approval_answers;
drop table perdure.approvals;
drop table perdure.event_waits;
drop table perdure.events;
drop table perdure.value_references;
create or replace function perdure.state_rank(state text) returns int
language sql immutable parallel safe as $$
  select case
    when state = 'none' then 0
    when state = 'scheduled' then 1
    when state = 'queued' then 2
    when state in ('success', 'failed', 'skipped', 'upstream_failed') then 4
    else 3
  end
$$;
alter table perdure.dag_runs
  drop column paused,
  drop column reopened_by,
  drop column parent_dag_id,
  drop column parent_run_id,
  drop column parent_path;
