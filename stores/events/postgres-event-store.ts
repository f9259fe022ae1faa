import { randomUUID } from 'node:crypto';
import type { Database, Session, SqlValue } from '../postgres/database.ts';
import { sqlJson, sqlText } from '../postgres/sql-text.ts';
import { payloadFits } from './event-match.ts';
import { toEvent, toWait, type SqlEvent, type SqlWait } from './event-row.ts';
import * as sql from './event-sql.ts';
import type { EventRow, EventStore, EventWait, NewEvent, NewEventWait } from './event-store.ts';
import { keepEvent } from './keep-event.ts';

/** Events of a busy source are looked through in pages. */
const PAGE = 500;

/** Events and waits in Postgres. */
export class PostgresEventStore implements EventStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async record(
    event: NewEvent,
  ): Promise<{ readonly created: boolean; readonly waits: readonly EventWait[] }> {
    // Kept over retries of the transaction: an event whose answer was lost is still known as ours.
    const keeper = randomUUID();
    return this.#database.transaction((session) => keepEvent(session, event, keeper));
  }

  async list({
    source,
    limit = 100,
  }: {
    readonly source?: string;
    readonly limit?: number;
  }): Promise<readonly EventRow[]> {
    const values = [source === undefined ? null : sqlText(source), limit];
    return (await this.#database.query<SqlEvent>(sql.LIST_EVENTS, values)).map(toEvent);
  }

  async awaitEvent(wait: NewEventWait): Promise<EventRow | undefined> {
    const key = keyOf(wait);
    const source = sqlText(wait.source);
    return this.#database.transaction(async (session) => {
      await session.query(sql.LOCK_SOURCE, [source]);
      await session.query(sql.OPEN_WAIT, [...key, source, sqlJson(wait.where), wait.since]);
      const [met] = await session.query<SqlEvent>(sql.MET_EVENT, key);
      if (met !== undefined) return toEvent(met);
      const found = await firstFitting(session, wait);
      if (found === undefined) return undefined;
      await session.query(sql.MEET, [...key.map((part) => [part]), found.sequence]);
      return toEvent(found);
    });
  }

  async undelivered(
    limit: number,
  ): Promise<readonly { readonly wait: EventWait; readonly event: EventRow }[]> {
    const rows = await this.#database.query<SqlWait & SqlEvent>(sql.UNDELIVERED, [limit]);
    return rows.map((row) => ({ wait: toWait(row), event: toEvent(row) }));
  }

  async delivered(wait: EventWait): Promise<void> {
    await this.#database.query(sql.DELIVERED, keyOf(wait));
  }

  async dropWait(wait: EventWait): Promise<void> {
    await this.#database.query(sql.DROP_WAIT, keyOf(wait));
  }

  async forget(before: Date, limit: number): Promise<number> {
    return this.#database.transaction(async (session) => {
      const old = await session.query<{ readonly sequence: string }>(sql.OLD_EVENTS, [
        before,
        limit,
      ]);
      const sequences = old.map(({ sequence }) => sequence);
      await session.query(sql.FORGET_WAITS, [sequences]);
      return (await session.query(sql.FORGET_EVENTS, [sequences])).length;
    });
  }
}

async function firstFitting(
  session: Session,
  { source, where, since }: NewEventWait,
): Promise<SqlEvent | undefined> {
  for (let after = '0'; ;) {
    const values = [sqlText(source), since, after, PAGE];
    const page = await session.query<SqlEvent>(sql.EVENTS_SINCE, values);
    const found = page.find(({ payload }) => payloadFits(payload, where));
    const last = page.at(-1);
    if (found !== undefined || last === undefined) return found;
    after = last.sequence;
  }
}

function keyOf({ dagId, runId, path, generation }: EventWait): readonly (string | number)[] {
  return [dagId, runId, path, generation] satisfies readonly SqlValue[];
}
