-- Workers that are alive, and events on their way out.
-- F1 A worker process may poll several queues: one row each.
-- O1 An outbox row is written in the transaction whose event it tells, and its id is the
--    consumer's means to drop a second delivery.

-- Up Migration
create table perdure.fleet (
  identity text not null,
  queue text not null,
  role text not null check (role in ('engine', 'cpu', 'gpu', 'custom')),
  build text not null,
  host text not null,
  pid int not null,
  device text not null,
  backend text not null,
  started_at timestamptz not null,
  beat_at timestamptz not null,
  primary key (identity, queue, role)
);

create table perdure.outbox (
  id uuid primary key,
  topic text not null,
  key text not null,
  payload json not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index outbox_unsent on perdure.outbox (created_at) where sent_at is null;

-- Down Migration
drop table perdure.outbox;
drop table perdure.fleet;
