import type { Statement } from '../postgres/database.ts';

/**
 * $1 key, $2 owner, $3 lease in ms. Takes a key that is free, whose filler's lease is over (C2) or
 * is the caller, or whose entry has expired. The row's lock lets one of many have it (C1).
 */
export const TAKE: Statement = {
  name: 'perdure-cache-take',
  text: `
    insert into perdure.output_cache as c (key, owner, lease_until)
    values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
    on conflict (key) do update set
      owner = excluded.owner, lease_until = excluded.lease_until, output = null,
      object_key = null, expires_at = null, filled_at = null
    where case when c.output is null
      then c.owner = excluded.owner or c.lease_until <= clock_timestamp()
      else c.expires_at <= clock_timestamp() end
    returning key`,
};

export const GET_ENTRY: Statement = {
  name: 'perdure-cache-get',
  text: `select output, expires_at, filled_at, dag_id, run_id, path from perdure.output_cache
         where key = $1 and output is not null`,
};

const FILLING = 'key = $1 and owner = $2 and output is null';

export const EXTEND: Statement = {
  name: 'perdure-cache-extend',
  text: `update perdure.output_cache
         set lease_until = clock_timestamp() + $3 * interval '1 millisecond'
         where ${FILLING} returning key`,
};

/** $3 output, $4 object key, $5 end, $6-8 origin. Filling again what is filled changes nothing. */
export const FILL: Statement = {
  name: 'perdure-cache-fill',
  text: `
    with filled as (
      update perdure.output_cache set output = $3, object_key = $4, expires_at = $5,
        filled_at = clock_timestamp(), dag_id = $6, run_id = $7, path = $8
      where ${FILLING} returning key
    )
    select key from filled
    union select key from perdure.output_cache
    where key = $1 and owner = $2 and output is not null`,
};

export const RELEASE: Statement = {
  name: 'perdure-cache-release',
  text: `delete from perdure.output_cache where ${FILLING}`,
};

export const DROP: Statement = {
  name: 'perdure-cache-drop',
  text: 'delete from perdure.output_cache where key = $1 and output is not null',
};
