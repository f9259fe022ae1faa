import pg from 'pg';
import { RETRY_LIMITS, withRetry, type RetryLimits } from './with-retry.ts';

/** A statement of fixed text. With a name it is prepared once a connection, then only bound. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}
export type SqlValue =
  string | number | boolean | Date | null | readonly (string | number | null)[];

/** A connection inside a transaction. */
export interface Session {
  query<R extends object>(statement: Statement, values: readonly SqlValue[]): Promise<readonly R[]>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly maxConnections?: number;
  /** How long a statement is tried again while Postgres is away. */
  readonly retryMs?: number;
  readonly onFault?: (message: string, error: unknown) => void;
}

/**
 * Postgres, as the stores use it.
 *
 * D1 Whatever is sent here is idempotent, because it is sent again when the connection was lost.
 * D2 Text is fixed and values are parameters: no statement is put together from values.
 * D3 A lost connection, idle or in use, never ends the process.
 * D4 Nothing waits for ever: connecting, queries, locks and idle transactions have limits.
 */
export class Database implements Session {
  readonly #pool: pg.Pool;
  readonly #limits: RetryLimits;

  constructor({ url, maxConnections = 8, retryMs, onFault = () => {} }: DatabaseOptions) {
    this.#limits = { ...RETRY_LIMITS, ...(retryMs !== undefined && { totalMs: retryMs }) };
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: 'perdure',
      max: maxConnections,
      idleTimeoutMillis: 60_000,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      statement_timeout: 30_000,
      lock_timeout: 15_000,
      idle_in_transaction_session_timeout: 30_000,
      // The server's limits cannot reach us over a dead connection.
      query_timeout: 40_000,
    });
    this.#pool.on('error', (error) => onFault('An idle connection to Postgres was lost.', error));
  }

  async query<R extends object>(
    statement: Statement,
    values: readonly SqlValue[],
  ): Promise<readonly R[]> {
    const config = { ...statement, values: [...values] };
    return withRetry(async () => (await this.#pool.query<R>(config)).rows, this.#limits);
  }

  /** Runs `work` between BEGIN and COMMIT, from the beginning again after a transient fault (D1). */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return withRetry(() => this.#transactionOnce(work), this.#limits);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #transactionOnce<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let fault: unknown;
    const note = (error: unknown): void => void (fault = error);
    // The pool listens only while a connection is idle; an `error` nobody hears ends the process.
    client.on('error', note);
    try {
      await client.query('begin');
      const result = await work(sessionOf(client));
      await client.query('commit');
      return result;
    } catch (error) {
      note(error);
      await client.query('rollback').catch(note);
      throw error;
    } finally {
      client.off('error', note);
      // A connection in doubt is closed, not given back.
      client.release(fault !== undefined);
    }
  }
}

function sessionOf(client: pg.PoolClient): Session {
  return {
    query: async <R extends object>(statement: Statement, values: readonly SqlValue[]) =>
      (await client.query<R>({ ...statement, values: [...values] })).rows,
  };
}
