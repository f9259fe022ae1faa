import type { Json } from '../../dsl/plan/json.ts';
import type { Session, SqlValue } from '../postgres/database.ts';
import { sqlJson, sqlText } from '../postgres/sql-text.ts';
import { payloadFits } from './event-match.ts';
import { toWait, type SqlEvent, type SqlWait } from './event-row.ts';
import * as sql from './event-sql.ts';
import type { EventWait, NewEvent } from './event-store.ts';

/**
 * Keeps an event and lets it meet the waits that are there (W1), inside a transaction. Whoever
 * keeps several takes them by source, so that two of them never wait for each other.
 */
export async function keepEvent(
  session: Session,
  event: NewEvent,
  keeper: string,
): Promise<{ readonly created: boolean; readonly waits: readonly EventWait[] }> {
  const source = sqlText(event.source);
  await session.query(sql.LOCK_SOURCE, [source]);
  const [kept] = await session.query<SqlEvent>(sql.KEEP_EVENT, valuesOf(event, keeper));
  const [row] =
    kept === undefined
      ? await session.query<SqlEvent>(sql.GET_EVENT, [source, sqlText(event.eventId)])
      : [kept];
  if (row === undefined) throw new Error(`Event "${event.eventId}" went while it was kept.`);
  if (kept !== undefined) await meetWaits(session, event, row.sequence);
  const waits = await session.query<SqlWait>(sql.WAITS_OF_EVENT, [row.sequence]);
  return { created: row.kept_by === keeper, waits: waits.map(toWait) };
}

async function meetWaits(session: Session, event: NewEvent, sequence: string): Promise<void> {
  type OpenWait = SqlWait & { readonly fields: { readonly [field: string]: Json } };
  const values = [sqlText(event.source), sequence];
  const open = await session.query<OpenWait>(sql.OPEN_WAITS, values);
  const fitting = open.filter(({ fields }) => payloadFits(event.payload, fields));
  if (fitting.length === 0) return;
  await session.query(sql.MEET, [
    fitting.map(({ dag_id }) => dag_id),
    fitting.map(({ run_id }) => run_id),
    fitting.map(({ path }) => path),
    fitting.map(({ generation }) => generation),
    sequence,
  ]);
}

function valuesOf(
  { source, eventId, kind, payload, time, origin }: NewEvent,
  keeper: string,
): readonly SqlValue[] {
  const from = [origin?.dagId ?? null, origin?.runId ?? null, origin?.path ?? null];
  return [sqlText(source), sqlText(eventId), kind, sqlJson(payload), time, ...from, keeper];
}
