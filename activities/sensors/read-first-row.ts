import pg from 'pg';

type SqlValue = string | number | boolean | null;
const CONNECT_MS = 10_000;
const STATEMENT_MS = 60_000;

/**
 * Q1 The query is a table expression inside our own, so it is one statement and gives rows.
 * Q2 The transaction is read-only and is rolled back, whatever the query calls.
 * Q3 Nothing waits for ever: connecting and the statement have limits, and an aborted poke closes
 *    its connection.
 */
export async function readFirstRow(
  url: string,
  query: string,
  values: readonly SqlValue[],
  signal: AbortSignal,
): Promise<{ [column: string]: unknown } | undefined> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'perdure-sensor',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
  });
  // What happens to an idle connection shows at its next query; unheard it would end the process.
  client.on('error', () => undefined);
  const stop = (): void => void client.end().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    await client.query('begin transaction read only');
    await client.query("set local time zone 'UTC'");
    const { rows } = await client.query<{ row: { [column: string]: unknown } }>({
      text: `select to_jsonb(found) as row from (${query.replace(/;\s*$/, '')}\n) as found limit 1`,
      values: [...values],
      // Postgres itself then refuses a second statement (Q1), also without values.
      name: 'perdure-sensor',
    });
    return rows[0]?.row;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
  }
}

/** Wrong SQL, missing tables and rights, writing: asking again would give the same. */
export function isAuthorsFault(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|25006|42|28)/.test(error.code ?? '');
}

export function describeSqlFault(error: unknown): string {
  return error instanceof Error ? `${error.message}.` : String(error);
}
