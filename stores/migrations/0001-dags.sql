-- Dags as workers published them.
-- D1 A version (dag id, plan hash) is written once and never changes.
-- D2 `dags.plan_hash` always names a version that is there.
-- Plans are `json`, not `jsonb`: the text comes back as it was written, key order and \u0000 kept.

-- Up Migration
create table perdure.dag_versions (
  dag_id text not null,
  hash text not null,
  plan json not null,
  created_at timestamptz not null default now(),
  primary key (dag_id, hash)
);

create table perdure.dags (
  dag_id text primary key,
  plan_hash text not null,
  file text not null,
  build text not null,
  schedule text,
  tags text[] not null,
  owner text,
  paused boolean not null default false,
  paused_by text,
  paused_at timestamptz,
  updated_at timestamptz not null default now(),
  foreign key (dag_id, plan_hash) references perdure.dag_versions (dag_id, hash)
);

-- All load errors of a source are replaced at once; `position` keeps their order.
create table perdure.load_errors (
  source text not null,
  position int not null,
  file text not null,
  code text not null,
  message text not null,
  primary key (source, position)
);

-- Down Migration
drop table perdure.load_errors;
drop table perdure.dags;
drop table perdure.dag_versions;
