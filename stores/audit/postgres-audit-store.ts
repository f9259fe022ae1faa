import type { Database, SqlValue, Statement } from '../postgres/database.ts';
import { sqlJson, sqlText } from '../postgres/sql-text.ts';
import type { AuditEntry, AuditStore } from './audit-store.ts';

/** The audit in Postgres. */
export class PostgresAuditStore implements AuditStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async record(entry: AuditEntry): Promise<void> {
    await this.#database.query(ADD_AUDIT, auditValues(entry));
  }

  async get(id: string): Promise<AuditEntry | undefined> {
    const [row] = await this.#database.query<SqlAudit>(GET_AUDIT, [sqlText(id)]);
    return row && toEntry(row);
  }

  async list({
    dagId,
    runId,
    limit = 100,
  }: Parameters<AuditStore['list']>[0]): Promise<readonly AuditEntry[]> {
    const values = [dagId ?? null, runId ?? null, limit];
    return (await this.#database.query<SqlAudit>(LIST_AUDIT, values)).map(toEntry);
  }

  async forget(before: Date, limit: number): Promise<number> {
    return (await this.#database.query(FORGET_AUDIT, [before, limit])).length;
  }
}

/** A row back: it was not there before. */
export const ADD_AUDIT: Statement = {
  name: 'perdure-audit-add',
  text: `
    insert into perdure.audit (id, at, by, action, dag_id, run_id, reason, detail)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing returning id`,
};

const GET_AUDIT: Statement = {
  name: 'perdure-audit-get',
  text: `select id, at, by, action, dag_id, run_id, reason, detail from perdure.audit where id = $1`,
};

// Not named: Postgres plans it for the filters that are given.
const LIST_AUDIT: Statement = {
  text: `select id, at, by, action, dag_id, run_id, reason, detail from perdure.audit
         where ($1::text is null or dag_id = $1) and ($2::text is null or run_id = $2)
         order by at desc, sequence desc limit $3`,
};

/** $1 before, $2 limit; the oldest first. */
const FORGET_AUDIT: Statement = {
  name: 'perdure-audit-forget',
  text: `
    delete from perdure.audit where id in (
      select id from perdure.audit where at < $1 order by at, sequence limit $2
    ) returning id`,
};

/** Values of ADD_AUDIT. */
export function auditValues(entry: AuditEntry): readonly SqlValue[] {
  const { id, at, by, action, dagId, runId, reason, detail } = entry;
  const why = reason === null ? null : sqlText(reason);
  return [sqlText(id), at, sqlText(by), action, dagId, runId, why, sqlJson(detail)];
}

type SqlAudit = Omit<AuditEntry, 'dagId' | 'runId'> & {
  readonly dag_id: string | null;
  readonly run_id: string | null;
};

function toEntry({ dag_id: dagId, run_id: runId, ...rest }: SqlAudit): AuditEntry {
  return { ...rest, dagId, runId };
}
