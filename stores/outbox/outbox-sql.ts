import type { Statement } from '../postgres/database.ts';

/** $1 ids, $2 topics, $3 builds, $4 payloads. What is there already stays as it is (O1). */
export const ADD_MESSAGES: Statement = {
  name: 'perdure-outbox-add',
  text: `
    insert into perdure.outbox (id, topic, build, payload)
    select id, topic, build, payload::json
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as m (id, topic, build, payload)
    order by id collate "C"
    on conflict (id) do nothing`,
};

const MESSAGE_COLUMNS = 'id, topic, build, payload, created_at, sent_at, tries, error, given_up_at';

/** $1 topic, $2 build or null, $3 limit, $4 lease in ms. What another sender holds is passed by (O2). */
export const LEASE: Statement = {
  name: 'perdure-outbox-lease',
  text: `
    with due as (
      select id from perdure.outbox
      where topic = $1 and sent_at is null and given_up_at is null
        and due_at <= clock_timestamp()
        and ($2::text is null or build is null or build = $2)
      order by sequence limit $3 for update skip locked
    ), leased as (
      update perdure.outbox as o set tries = tries + 1,
        due_at = clock_timestamp() + $4 * interval '1 millisecond'
      from due where o.id = due.id returning o.*
    )
    select ${MESSAGE_COLUMNS} from leased order by sequence`,
};

export const SENT: Statement = {
  name: 'perdure-outbox-sent',
  text: `update perdure.outbox set sent_at = now(), error = null, given_up_at = null
         where id = $1 and sent_at is null`,
};

/** $2 error, $3 when to try again; null gives it up. */
export const FAILED: Statement = {
  name: 'perdure-outbox-failed',
  text: `
    update perdure.outbox set error = $2, due_at = coalesce($3::timestamptz, due_at),
      given_up_at = case when $3::timestamptz is null then now() end
    where id = $1 and sent_at is null and given_up_at is null`,
};

// Not named: Postgres plans it for the filters that are given.
export const LIST_MESSAGES: Statement = {
  text: `select ${MESSAGE_COLUMNS} from perdure.outbox
         where ($1::text is null or topic = $1)
           and ($2::boolean is null or (sent_at is null) = $2)
         order by sequence desc limit $3`,
};

/** $1 before, $2 limit; the oldest first. */
export const FORGET: Statement = {
  name: 'perdure-outbox-forget',
  text: `
    delete from perdure.outbox where id in (
      select id from perdure.outbox
      where (sent_at is not null or given_up_at is not null)
        and coalesce(sent_at, given_up_at) < $1
      order by coalesce(sent_at, given_up_at) limit $2
    ) returning id`,
};
