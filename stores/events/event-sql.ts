import type { Statement } from '../postgres/database.ts';

/** Held to the end of the transaction: events and waits of one source meet one after the other (W1). */
export const LOCK_SOURCE: Statement = {
  name: 'perdure-lock-source',
  text: `select pg_advisory_xact_lock(hashtextextended('perdure events of ' || $1, 0))`,
};

const EVENT_COLUMNS = `sequence, source, kind, event_id, payload, time, origin_dag_id, origin_run_id,
  origin_path, kept_by`;

/** $1 source, $2 event id, $3 kind, $4 payload, $5 time, $6-8 origin, $9 who keeps it. */
export const KEEP_EVENT: Statement = {
  name: 'perdure-keep-event',
  text: `
    insert into perdure.events (source, event_id, kind, payload, time, origin_dag_id,
      origin_run_id, origin_path, kept_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (source, event_id) do nothing
    returning ${EVENT_COLUMNS}`,
};

export const GET_EVENT: Statement = {
  name: 'perdure-get-event',
  text: `select ${EVENT_COLUMNS} from perdure.events where source = $1 and event_id = $2`,
};

// Not named: Postgres plans it for the filter that is given.
export const LIST_EVENTS: Statement = {
  text: `select ${EVENT_COLUMNS} from perdure.events
         where ($1::text is null or source = $1) order by sequence desc limit $2`,
};

/** Events a new wait may meet: $1 source, $2 kept since, $3 after this sequence, $4 limit. */
export const EVENTS_SINCE: Statement = {
  name: 'perdure-events-since',
  text: `select ${EVENT_COLUMNS} from perdure.events
         where source = $1 and kept_at >= $2 and sequence > $3 order by sequence limit $4`,
};

/** $1-4 key, $5 source, $6 fields, $7 since. */
export const OPEN_WAIT: Statement = {
  name: 'perdure-open-wait',
  text: `
    insert into perdure.event_waits (dag_id, run_id, path, generation, source, fields, since)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
};

const WAIT_KEY = 'dag_id = $1 and run_id = $2 and path = $3 and generation = $4';

/** The event a wait has met. */
export const MET_EVENT: Statement = {
  name: 'perdure-met-event',
  text: `select ${EVENT_COLUMNS} from perdure.events where sequence =
           (select met from perdure.event_waits where ${WAIT_KEY})`,
};

/** Waits that may want an event: $1 source, $2 its sequence. */
export const OPEN_WAITS: Statement = {
  name: 'perdure-open-waits',
  text: `select dag_id, run_id, path, generation, fields from perdure.event_waits
         where source = $1 and met is null
           and since <= (select kept_at from perdure.events where sequence = $2)`,
};

/** $1-4 the waits' keys as parallel arrays, $5 the event. */
export const MEET: Statement = {
  name: 'perdure-meet',
  text: `
    update perdure.event_waits as w set met = $5
    from unnest($1::text[], $2::text[], $3::text[], $4::int[]) as k (dag_id, run_id, path, generation)
    where w.dag_id = k.dag_id and w.run_id = k.run_id and w.path = k.path
      and w.generation = k.generation and w.met is null`,
};

export const WAITS_OF_EVENT: Statement = {
  name: 'perdure-waits-of-event',
  text: `select dag_id, run_id, path, generation from perdure.event_waits
         where met = $1 and delivered_at is null order by dag_id, run_id, path, generation`,
};

export const UNDELIVERED: Statement = {
  text: `select w.dag_id, w.run_id, w.path, w.generation, e.* from perdure.event_waits as w
         join perdure.events as e on e.sequence = w.met
         where w.delivered_at is null order by w.met, w.dag_id, w.run_id, w.path limit $1`,
};

export const DELIVERED: Statement = {
  name: 'perdure-delivered',
  text: `update perdure.event_waits set delivered_at = coalesce(delivered_at, now())
         where ${WAIT_KEY} and met is not null`,
};

export const DROP_WAIT: Statement = {
  name: 'perdure-drop-wait',
  text: `delete from perdure.event_waits where ${WAIT_KEY} and delivered_at is null`,
};

/** $1 before, $2 limit; the oldest first. A wait that meets one just now is waited for. */
export const OLD_EVENTS: Statement = {
  name: 'perdure-old-events',
  text: `
    select sequence from perdure.events as e
    where kept_at < $1 and not exists (
      select from perdure.event_waits as w where w.met = e.sequence and w.delivered_at is null)
    order by kept_at limit $2 for update`,
};

/** $1 sequences. */
export const FORGET_WAITS: Statement = {
  name: 'perdure-forget-waits',
  text: `delete from perdure.event_waits
         where met = any ($1::bigint[]) and delivered_at is not null`,
};

/** $1 sequences. */
export const FORGET_EVENTS: Statement = {
  name: 'perdure-forget-events',
  text: `
    delete from perdure.events as e where sequence = any ($1::bigint[])
      and not exists (select from perdure.event_waits as w where w.met = e.sequence)
    returning sequence`,
};
