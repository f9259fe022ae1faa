import type { DuckDBConnection } from '@duckdb/node-api';
import type { CsvColumn } from './csv-schema.ts';
import { sqlName, withLockedDuckDb } from './locked-duckdb.ts';
import { lacking, type Reading } from './read-csv.ts';
import { scanRows, type ScanLimits, type ScannedSource } from './scan-rows.ts';

/**
 * Reads a Parquet file by a schema: its columns by name, whatever numeric, date or text type they
 * have there. Of a bad row `line` is the row's number, from 1.
 *
 * @throws Error when the file lacks a column of the schema
 */
export function readParquet(
  path: string,
  schema: readonly CsvColumn[],
  limits: ScanLimits,
): Promise<Reading> {
  return withLockedDuckDb([path], async (connection) =>
    readQuery(connection, { from: 'read_parquet($path)', values: { path } }, schema, limits),
  );
}

/** Reads what a table expression gives, by a schema. */
export async function readQuery(
  connection: DuckDBConnection,
  source: Pick<ScannedSource, 'from' | 'values'>,
  schema: readonly CsvColumn[],
  limits: ScanLimits,
): Promise<Reading> {
  const described = await connection.runAndReadAll(
    `describe select * from ${source.from}`,
    source.values,
  );
  const types = new Map(described.getRows().map(([name, type]) => [String(name), String(type)]));
  const missing = schema.filter(({ name }) => !types.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw lacking('source', missing, 'Its columns', [...types.keys()]);
  const texts = schema.map((column) => textOf(column, types.get(column.name) ?? 'VARCHAR'));
  const { builder, bad } = await scanRows(connection, { ...source, texts }, schema, limits);
  return { table: builder.build(), bad };
}

/** Truth values count 1 and 0 as numbers; a float that is not a number counts as missing. */
function textOf({ name, type }: CsvColumn, held: string): string {
  const column = sqlName(name);
  if (type !== 'text' && held === 'BOOLEAN') return `(${column}::tinyint)::varchar`;
  if (held === 'FLOAT' || held === 'DOUBLE') {
    const wide = `${column}::double`;
    return `(case when isnan(${wide}) then null else ${wide} end)::varchar`;
  }
  return `${column}::varchar`;
}
