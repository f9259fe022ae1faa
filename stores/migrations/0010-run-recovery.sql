-- What a run that is opened again begins with, runs by their logical date, and what keeping costs.

-- Up Migration
-- The payloads that started the run, by event or asset.
alter table perdure.dag_runs add column events json not null default '{}';
create index dag_runs_of_date on perdure.dag_runs (dag_id, logical_date, created_at desc);
create index dag_runs_ended on perdure.dag_runs (ended_at) where ended_at is not null;
create index events_kept on perdure.events (kept_at);
create index event_waits_met on perdure.event_waits (met) where met is not null;
create index outbox_done on perdure.outbox (coalesce(sent_at, given_up_at))
  where sent_at is not null or given_up_at is not null;

-- Down Migration
drop index perdure.outbox_done;
drop index perdure.event_waits_met;
drop index perdure.events_kept;
drop index perdure.dag_runs_ended;
drop index perdure.dag_runs_of_date;
alter table perdure.dag_runs drop column events;
