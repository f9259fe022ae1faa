import type { Statement } from '../postgres/database.ts';

/** $1-3 key, $4 object key, $5 ended, $6 how long it is kept in ms, null for ever. */
export const NOTE_VALUE: Statement = {
  name: 'perdure-note-value',
  text: `
    insert into perdure.value_references (dag_id, run_id, path, object_key, ended_at, kept_ms)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (object_key, dag_id, run_id, path) do update set
      ended_at = excluded.ended_at, kept_ms = excluded.kept_ms`,
};

/** When a reference ends: null while its run is open. A run that is not known does not hold it. */
const ENDS_AT = `
  case when v.kept_ms is null or (d.run_id is not null and d.ended_at is null) then null
    else greatest(v.ended_at, coalesce(d.ended_at, v.ended_at))
      + v.kept_ms * interval '1 millisecond' end`;

const REFERENCES = `
  perdure.value_references as v
  left join perdure.dag_runs as d on d.dag_id = v.dag_id and d.run_id = v.run_id`;

/** $1 now, $2 limit. */
export const LIST_EXPIRED: Statement = {
  text: `
    select v.object_key, min(${ENDS_AT}) as first_end from ${REFERENCES}
    where v.kept_ms is not null and ${ENDS_AT} <= $1
    group by v.object_key order by first_end, v.object_key limit $2`,
};

/** $1 object key, $2 now. */
export const IS_NEEDED: Statement = {
  name: 'perdure-is-value-needed',
  text: `
    select exists (
      select from ${REFERENCES}
      where v.object_key = $1 and coalesce(${ENDS_AT} > $2, true)
    ) or exists (
      select from perdure.output_cache
      where object_key = $1 and coalesce(expires_at > $2, true)
    ) as needed`,
};

/** $1 object key, $2 now. */
export const FORGET_EXPIRED: Statement = {
  name: 'perdure-forget-values',
  text: `
    delete from perdure.value_references as gone using (
      select v.dag_id, v.run_id, v.path from ${REFERENCES}
      where v.object_key = $1 and ${ENDS_AT} <= $2
    ) as over
    where gone.object_key = $1 and gone.dag_id = over.dag_id and gone.run_id = over.run_id
      and gone.path = over.path`,
};

/** $1 ended before, $2 limit. */
export const OLD_CHECKPOINTS: Statement = {
  text: `
    select c.dag_id as "dagId", c.run_id as "runId", c.path, c.object_key as "objectKey"
    from perdure.dag_runs as d join perdure.checkpoints as c using (dag_id, run_id)
    where d.ended_at < $1 and d.state in ('success', 'failed')
    order by d.ended_at, d.dag_id, d.run_id, c.path limit $2`,
};

/** $1-3 key, $4 object key. */
export const FORGET_CHECKPOINT: Statement = {
  name: 'perdure-forget-checkpoint',
  text: `delete from perdure.checkpoints
         where dag_id = $1 and run_id = $2 and path = $3 and object_key = $4`,
};
