import type { Database, SqlValue } from '../postgres/database.ts';
import { sqlJson, sqlText } from '../postgres/sql-text.ts';
import type { NewOutboxMessage, OutboxRow, OutboxStore } from './outbox-store.ts';
import * as sql from './outbox-sql.ts';

/** The outbox in Postgres. */
export class PostgresOutboxStore implements OutboxStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async write(messages: readonly NewOutboxMessage[]): Promise<void> {
    await this.#database.query(sql.ADD_MESSAGES, messageValues(messages));
  }

  async lease(
    topic: string,
    { build }: { readonly build?: string },
    limit: number,
    leaseMs: number,
  ): Promise<readonly OutboxRow[]> {
    const values = [topic, build ?? null, limit, leaseMs];
    return (await this.#database.query<SqlMessage>(sql.LEASE, values)).map(toMessage);
  }

  async sent(id: string): Promise<void> {
    await this.#database.query(sql.SENT, [sqlText(id)]);
  }

  async failed(id: string, error: string, retryAt: Date | null): Promise<void> {
    await this.#database.query(sql.FAILED, [sqlText(id), sqlText(error), retryAt]);
  }

  async list({
    topic,
    unsent,
    limit = 100,
  }: Parameters<OutboxStore['list']>[0]): Promise<readonly OutboxRow[]> {
    const values = [topic ?? null, unsent ?? null, limit];
    return (await this.#database.query<SqlMessage>(sql.LIST_MESSAGES, values)).map(toMessage);
  }

  async forget(before: Date, limit: number): Promise<number> {
    return (await this.#database.query(sql.FORGET, [before, limit])).length;
  }
}

/** Values of ADD_MESSAGES, for writes that send something along. */
export function messageValues(messages: readonly NewOutboxMessage[]): readonly SqlValue[] {
  return [
    messages.map(({ id }) => sqlText(id)),
    messages.map(({ topic }) => topic),
    messages.map(({ build }) => build),
    messages.map(({ payload }) => sqlJson(payload)),
  ];
}

type SqlMessage = Pick<OutboxRow, 'id' | 'topic' | 'build' | 'payload' | 'tries' | 'error'> & {
  readonly created_at: Date;
  readonly sent_at: Date | null;
  readonly given_up_at: Date | null;
};

function toMessage(row: SqlMessage): OutboxRow {
  const { created_at: createdAt, sent_at: sentAt, given_up_at: givenUpAt, ...rest } = row;
  return { ...rest, createdAt, sentAt, givenUpAt };
}
