import pg from 'pg';
import type { BadRow, CsvColumn } from './csv-schema.ts';
import { lacking, type Reading } from './read-csv.ts';
import { addChecked, TooManyRowsError, type ScanLimits } from './scan-rows.ts';
import { TableBuilder } from '../data/table-builder.ts';

export type SqlValue = string | number | boolean | null;
const CONNECT_MS = 10_000;
const ROWS_AT_ONCE = 5_000;
const BOOLEAN_TYPE = 16;

/**
 * Reads what a query gives in Postgres, through a cursor.
 *
 * Q1 The query is one statement, in a read-only transaction that is rolled back, in UTC; values go
 *    beside it and never into its text.
 * Q2 No more than a batch of rows is here as texts at any moment.
 * Q3 An aborted task closes the connection, which ends the query.
 */
export async function readPostgres(
  url: string,
  query: { readonly text: string; readonly values: readonly SqlValue[] },
  schema: readonly CsvColumn[],
  limits: ScanLimits,
): Promise<Reading> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'perdure-ingest',
    connectionTimeoutMillis: CONNECT_MS,
  });
  // What happens to an idle connection shows at its next query; unheard it would end the process.
  client.on('error', () => undefined);
  const stop = (): void => void client.end().catch(() => undefined);
  limits.signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    await client.query('begin transaction read only');
    await client.query("set local time zone 'UTC'");
    await client.query({
      text: `declare perdure_rows no scroll cursor for ${query.text.replace(/;\s*$/, '')}`,
      values: [...query.values],
      // Postgres itself then refuses a second statement (Q1), also without values.
      name: 'perdure-ingest',
    });
    return await fetchAll(client, schema, limits);
  } finally {
    limits.signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
  }
}

async function fetchAll(
  client: pg.Client,
  schema: readonly CsvColumn[],
  limits: ScanLimits,
): Promise<Reading> {
  const builder = new TableBuilder(schema);
  const bad: BadRow[] = [];
  let [rows, left] = [0, limits.sample ?? Infinity];
  while (left > 0) {
    limits.signal.throwIfAborted();
    const asked = Math.min(ROWS_AT_ONCE, left);
    const batch = await client.query<(string | null)[]>({
      text: `fetch ${asked} from perdure_rows`,
      rowMode: 'array',
      // Every value as the text that Postgres sends.
      types: { getTypeParser: () => (text: unknown) => text },
    });
    const cellsOf = cellReader(batch.fields, schema);
    for (const row of batch.rows) {
      rows += 1;
      if (rows > limits.most) throw new TooManyRowsError(limits.most);
      addChecked(builder, bad, cellsOf(row), schema, rows);
    }
    left -= asked;
    if (batch.rows.length < asked) break;
  }
  return { table: builder.build(), bad };
}

/** The schema's columns of a row; truth values count 1 and 0 as numbers. */
function cellReader(
  fields: readonly pg.FieldDef[],
  schema: readonly CsvColumn[],
): (row: readonly (string | null)[]) => (string | null)[] {
  const names = fields.map(({ name }) => name);
  const missing = schema.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  if (missing.length > 0) throw lacking('query', missing, 'Its columns', names);
  const places = schema.map(({ name, type }) => {
    const at = names.indexOf(name);
    return { at, truth: type !== 'text' && fields[at]?.dataTypeID === BOOLEAN_TYPE };
  });
  return (row) =>
    places.map(({ at, truth }) => {
      const text = row[at] ?? null;
      return truth && text !== null ? String(Number(text === 't')) : text;
    });
}
