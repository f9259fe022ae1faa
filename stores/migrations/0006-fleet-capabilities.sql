-- What a worker offers, and every queue it listens to: the queues with wishes besides its plain one.

-- Up Migration
alter table perdure.fleet
  add column queues text[] not null default '{}',
  add column capabilities json;

-- Down Migration
alter table perdure.fleet
  drop column capabilities,
  drop column queues;
