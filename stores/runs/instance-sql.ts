import type { Statement } from '../postgres/database.ts';

/**
 * The statements of task instances, one round trip each. They keep I1–I4 of `instance-rule.ts`: the
 * `where` of CLAIM is `mayBegin`, that of END is `mayEnd`. Where a statement changes nothing, the
 * caller reads the row (STANDING) to learn why: fences and settlements only move forward, so what
 * refused the write is still to be seen.
 */

const KEY = 'dag_id = $1 and run_id = $2 and path = $3';

/** $1-3 key, $4 task, $5 map index, $6 generation, $7 attempt, $8 queue, $9 worker, $10 log, $11 lost. */
export const CLAIM: Statement = {
  name: 'perdure-claim',
  text: `
    with begun as (
      insert into perdure.task_instances as i
        (dag_id, run_id, path, task_id, map_index, state, generation, attempt, try_number,
         queue, worker, started_at, log_key)
      values ($1, $2, $3, $4, $5, 'running', $6, $7, 1, $8, $9, now(), $10)
      on conflict (dag_id, run_id, path) do update set
        task_id = excluded.task_id, map_index = excluded.map_index, state = excluded.state,
        generation = excluded.generation, attempt = excluded.attempt, settled_by = null,
        try_number = i.try_number + 1, queue = excluded.queue, worker = excluded.worker,
        started_at = excluded.started_at, ended_at = null, output = null, error = null,
        reason = null, log_key = excluded.log_key
      where (i.generation, i.attempt) < (excluded.generation, excluded.attempt)
        and (i.settled_by is null or i.generation < excluded.generation)
      returning try_number
    ), lost as (
      update perdure.task_attempts set state = 'failed', ended_at = now(), error = $11
      where ${KEY} and ended_at is null and (generation, attempt) < ($6, $7)
        and exists (select from begun)
    ), attempt as (
      insert into perdure.task_attempts
        (dag_id, run_id, path, generation, attempt, try_number, state, started_at, worker, log_key)
      select $1, $2, $3, $6, $7, begun.try_number, 'running', now(), $9, $10 from begun
      on conflict do nothing
    )
    select try_number from begun`,
};

/**
 * A completion ($11 'worker') or a failed attempt ($11 null). $1-10 as CLAIM, $12 state, $13
 * started, $14 ended, $15 output, $16 error, $17 reason.
 */
export const END: Statement = {
  name: 'perdure-end',
  text: `
    with ended as (
      insert into perdure.task_instances as i
        (dag_id, run_id, path, task_id, map_index, state, generation, attempt, settled_by,
         try_number, queue, worker, started_at, ended_at, output, error, reason, log_key)
      values ($1, $2, $3, $4, $5, $12, $6, $7, $11, 1, $8, $9, $13, $14, $15, $16, $17, $10)
      on conflict (dag_id, run_id, path) do update set
        task_id = excluded.task_id, map_index = excluded.map_index, state = excluded.state,
        generation = excluded.generation, attempt = excluded.attempt,
        settled_by = excluded.settled_by,
        try_number = i.try_number + case
          when (i.generation, i.attempt) = (excluded.generation, excluded.attempt) then 0 else 1
        end,
        queue = excluded.queue, worker = excluded.worker, started_at = excluded.started_at,
        ended_at = excluded.ended_at, output = excluded.output, error = excluded.error,
        reason = excluded.reason, log_key = excluded.log_key
      where (i.generation, i.attempt) <= (excluded.generation, excluded.attempt)
        and (i.settled_by is null or i.generation < excluded.generation)
      returning try_number
    )
    insert into perdure.task_attempts
      (dag_id, run_id, path, generation, attempt, try_number, state, started_at, ended_at, worker,
       error, log_key)
    select $1, $2, $3, $6, $7, ended.try_number, $12, $13, $14, $9, $16, $10 from ended
    on conflict (dag_id, run_id, path, generation, attempt) do update set
      state = excluded.state, started_at = excluded.started_at, ended_at = excluded.ended_at,
      worker = excluded.worker, error = excluded.error, log_key = excluded.log_key
    returning try_number`,
};

/** How an instance stands, for a write that changed nothing. */
export const STANDING: Statement = {
  name: 'perdure-standing',
  text: `select generation, attempt, settled_by, state, try_number, output, reason
         from perdure.task_instances where ${KEY}`,
};

const INSTANCE_COLUMNS = `path, task_id, map_index, state, try_number, queue, worker, started_at,
  ended_at, output, error, reason, log_key`;

export const GET_INSTANCE: Statement = {
  name: 'perdure-get-instance',
  text: `select ${INSTANCE_COLUMNS} from perdure.task_instances where ${KEY}`,
};

/** $3 path of the last one before, $4 task, $5 state, $6 limit; each may be null. Not named: planned for what is given. */
export const LIST_INSTANCES: Statement = {
  text: `
    select ${INSTANCE_COLUMNS} from perdure.task_instances where dag_id = $1 and run_id = $2
      and ($3::text is null or (task_id collate "C", map_index, path collate "C") > (
        select last.task_id collate "C", last.map_index, last.path collate "C"
        from perdure.task_instances as last
        where last.dag_id = $1 and last.run_id = $2 and last.path = $3))
      and ($4::text is null or task_id = $4) and ($5::text is null or state = $5)
    order by task_id collate "C", map_index, path collate "C" limit $6`,
};

export const COUNT_INSTANCES: Statement = {
  name: 'perdure-count-instances',
  text: `select state, count(*)::int as count from perdure.task_instances
         where dag_id = $1 and run_id = $2 group by state order by state collate "C"`,
};

export const LIST_ATTEMPTS: Statement = {
  text: `select generation, attempt, try_number, state, started_at, ended_at, worker, error, log_key
         from perdure.task_attempts where ${KEY} order by generation, attempt`,
};

/** $4 generation, $5 attempt, $6 sequence, $7 object key, $8 sha256, $9 size. */
export const SAVE_CHECKPOINT: Statement = {
  name: 'perdure-save-checkpoint',
  // `for share` holds off a claim between the check of the fence and the write.
  text: `
    with newer_owner as (
      select from perdure.task_instances
      where ${KEY} and (generation, attempt) > ($4::int, $5::int) for share
    ), saved as (
      insert into perdure.checkpoints as c
        (dag_id, run_id, path, generation, attempt, sequence, object_key, sha256, size)
      select $1, $2, $3, $4, $5, $6, $7, $8, $9 where not exists (select from newer_owner)
      on conflict (dag_id, run_id, path) do update set
        generation = excluded.generation, attempt = excluded.attempt,
        sequence = excluded.sequence, object_key = excluded.object_key,
        sha256 = excluded.sha256, size = excluded.size, saved_at = now()
      where (c.generation, c.attempt, c.sequence)
          < (excluded.generation, excluded.attempt, excluded.sequence)
    )
    select not exists (select from newer_owner) as mine`,
};

/** $4 the first generation that counts. */
export const LOAD_CHECKPOINT: Statement = {
  name: 'perdure-load-checkpoint',
  text: `select sequence, object_key, sha256, size from perdure.checkpoints
         where ${KEY} and generation >= $4`,
};
