-- Registered models.
-- R1 Versions of a model are numbered 1, 2, ... without gaps; `latest_version` is the last.
-- R2 A task instance registers at most one version of a model.
-- R3 An alias points at a version that is there; every move of it is in `alias_history`.

-- Up Migration
create table perdure.registered_models (
  name text primary key,
  latest_version int not null default 0,
  created_at timestamptz not null default now()
);

create table perdure.model_versions (
  name text not null references perdure.registered_models (name),
  version int not null check (version > 0),
  dag_id text not null,
  run_id text not null,
  path text not null,
  object_key text not null,
  sha256 text not null,
  size bigint not null,
  signature json not null,
  metrics json not null,
  lineage json not null,
  tags json not null,
  created_at timestamptz not null default now(),
  primary key (name, version),
  unique (name, dag_id, run_id, path)
);

create table perdure.model_aliases (
  name text not null,
  alias text not null,
  version int not null,
  moved_at timestamptz not null default now(),
  primary key (name, alias),
  foreign key (name, version) references perdure.model_versions (name, version)
);

create table perdure.alias_history (
  id bigint generated always as identity primary key,
  name text not null,
  alias text not null,
  from_version int,
  to_version int not null,
  dag_id text not null,
  run_id text not null,
  moved_at timestamptz not null default now()
);
create index alias_history_of_model on perdure.alias_history (name, alias, id);

-- Down Migration
drop table perdure.alias_history;
drop table perdure.model_aliases;
drop table perdure.model_versions;
drop table perdure.registered_models;
