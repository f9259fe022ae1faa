import type { JsonObject } from '../../dsl/plan/json.ts';
import type { Database } from '../postgres/database.ts';
import { sqlJson } from '../postgres/sql-text.ts';
import { valueKeyOf } from '../runs/output-object.ts';
import * as sql from './cache-sql.ts';
import type { CacheAnswer, CacheEntry, NewCacheEntry, OutputCache } from './output-cache.ts';

/** The cache in Postgres. Leases and ends are times of the database, so workers' clocks may differ. */
export class PostgresOutputCache implements OutputCache {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async begin(key: string, owner: string, leaseMs: number): Promise<CacheAnswer> {
    const taken = await this.#database.query(sql.TAKE, [key, owner, leaseMs]);
    if (taken.length > 0) return { kind: 'fill' };
    const [row] = await this.#database.query<SqlEntry>(sql.GET_ENTRY, [key]);
    // No row: it was released or dropped in between, and the next question will find it free.
    return row === undefined ? { kind: 'wait' } : { kind: 'hit', entry: toEntry(row) };
  }

  async extend(key: string, owner: string, leaseMs: number): Promise<boolean> {
    return (await this.#database.query(sql.EXTEND, [key, owner, leaseMs])).length > 0;
  }

  async fill(key: string, owner: string, entry: NewCacheEntry): Promise<boolean> {
    const { output, expiresAt, origin } = entry;
    const value = [sqlJson(output), valueKeyOf(output) ?? null, expiresAt];
    const values = [key, owner, ...value, origin.dagId, origin.runId, origin.path];
    return (await this.#database.query(sql.FILL, values)).length > 0;
  }

  async release(key: string, owner: string): Promise<void> {
    await this.#database.query(sql.RELEASE, [key, owner]);
  }

  async drop(key: string): Promise<void> {
    await this.#database.query(sql.DROP, [key]);
  }
}

interface SqlEntry {
  readonly output: JsonObject;
  readonly expires_at: Date | null;
  readonly filled_at: Date;
  readonly dag_id: string;
  readonly run_id: string;
  readonly path: string;
}

function toEntry(row: SqlEntry): CacheEntry {
  const origin = { dagId: row.dag_id, runId: row.run_id, path: row.path };
  return { output: row.output, expiresAt: row.expires_at, filledAt: row.filled_at, origin };
}
