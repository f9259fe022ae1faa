-- What one batch logged of one metric is one row: a synced insert a key, not one a point.
-- C1 Chunks are only added. Which points count is found when they are read, in `metric_curves`: each
--    once by (step, timestamp, value), of each step those of the newest attempt, and those of
--    clients (attempt 0) always.
-- C2 No foreign key: whoever adds holds the lock on the run's row, and no run is ever taken away.
-- C3 `metric_points` holds what releases before this one logged; it is read and no longer written.

-- Up Migration
create table perdure.metric_chunks (
  run_id text not null,
  key text not null,
  attempt int not null,
  steps bigint[] not null,
  times bigint[] not null,
  values double precision[] not null
);
create index metric_chunks_of_curve on perdure.metric_chunks (run_id, key);

create view perdure.metric_curves as
select distinct p.run_id, p.key, p.step, p.timestamp, p.value
from (
  select a.*, max(a.attempt) over (partition by a.run_id, a.key, a.step) as newest
  from (
    select run_id, key, step, timestamp, value, attempt from perdure.metric_points
    union all
    select c.run_id, c.key, g.step, g.timestamp, g.value, c.attempt
    from perdure.metric_chunks as c,
      unnest(c.steps, c.times, c.values) as g (step, timestamp, value)
  ) as a
) as p
where p.attempt in (0, p.newest);

-- Down Migration
insert into perdure.metric_points (run_id, key, step, timestamp, value)
select run_id, key, step, timestamp, value from perdure.metric_curves
on conflict do nothing;
drop view perdure.metric_curves;
drop table perdure.metric_chunks;
