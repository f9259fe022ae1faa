import type { DuckDBConnection } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import type { Table } from '../../ml/data/table.ts';
import type { BadRow, CsvColumn } from './csv-schema.ts';
import { withLockedDuckDb } from './locked-duckdb.ts';
import { plainBytes, recordLines } from './record-lines.ts';
import { scanRows, TEXT_LIMIT, type ScanLimits, type ScannedSource } from './scan-rows.ts';

export interface Reading {
  readonly table: Table;
  /** In the order of their lines. */
  readonly bad: readonly BadRow[];
}

/**
 * Reads a CSV file by a schema. Columns are found by the names in the header, in any order; others
 * in the file are left out. A row that does not fit goes to `bad` and nowhere else.
 *
 * @throws Error when the header lacks a column of the schema
 */
export async function readCsv(
  path: string,
  schema: readonly CsvColumn[],
  options: ScanLimits & { readonly delimiter: string },
): Promise<Reading> {
  const header = await headerOf(path, options.delimiter);
  const source = sourceOf(path, header, schema, options.delimiter);
  return withLockedDuckDb([path], async (connection) => {
    const { builder, bad, scanned } = await scanRows(connection, source, schema, options);
    const misshaped = await rejectedRows(connection, header.length);
    const table = builder.build();
    if (bad.length === 0 && misshaped.length === 0) return { table, bad };
    const rejected = new Set(misshaped.map(({ line }) => line));
    const { lines, last } = await linesOf(path, options.delimiter, bad, rejected, scanned);
    const placed = bad.map((row) => ({ ...row, line: lines.get(row.line) ?? row.line }));
    const within = misshaped.filter(({ line }) => line <= last || options.sample === undefined);
    return { table, bad: [...placed, ...within].sort((a, b) => a.line - b.line) };
  });
}

/** Names of the columns as the first record has them. */
async function headerOf(path: string, delimiter: string): Promise<readonly string[]> {
  const parts: Buffer[] = [];
  for await (const part of plainBytes(path)) {
    parts.push(part);
    if (part.includes(0x0a) || parts.length >= 64) break;
  }
  const text = Buffer.concat(parts).toString('utf8');
  const firstLines = text.slice(0, text.lastIndexOf('\n') + 1 || text.length);
  const [header] = parse(firstLines, {
    ...{ bom: true, to: 1, delimiter, relax_quotes: true, relax_column_count: true },
    skip_empty_lines: true,
  });
  return (header ?? []).map((name) => name.trim());
}

function sourceOf(
  path: string,
  header: readonly string[],
  schema: readonly CsvColumn[],
  delimiter: string,
): ScannedSource {
  const missing = schema.filter(({ name }) => !header.includes(name)).map(({ name }) => name);
  if (missing.length > 0) throw lacking('file', missing, 'Its header', header);
  // Names of our own: nothing that a file says becomes SQL.
  const columns = header.map((_, at) => `'c${at}': 'VARCHAR'`).join(', ');
  return {
    from: `read_csv($path, delim = $delimiter, columns = {${columns}}, header = true,
      auto_detect = false, quote = '"', escape = '"', nullstr = '', store_rejects = true,
      rejects_limit = 0)`,
    values: { path, delimiter },
    texts: schema.map(({ name }) => `c${header.indexOf(name)}`),
  };
}

/** What is said when columns of the schema are not there. */
export function lacking(
  what: string,
  missing: readonly string[],
  has: string,
  found: readonly string[],
): Error {
  const names = missing.slice(0, 12).map((name) => `"${name}"`);
  return new Error(
    `The ${what} lacks ${names.join(', ')}, which the schema asks for. ${has}: ${found.slice(0, 12).join(', ')}.`,
  );
}

/** Rows that DuckDB could not cut into fields. */
async function rejectedRows(connection: DuckDBConnection, width: number): Promise<BadRow[]> {
  const found = await connection.runAndReadAll(
    `select line, any_value(error_type::varchar), any_value(csv_line), max(column_idx),
            any_value(error_message)
     from reject_errors group by line order by line`,
  );
  return found.getRows().map(([line, kind, text, fields, message]) => {
    const count = String(message).match(/Found: (\d+)/)?.[1] ?? String(fields);
    const columns = kind === 'MISSING COLUMNS' || kind === 'TOO MANY COLUMNS';
    const reason = columns
      ? `${count} fields instead of ${width}`
      : (String(message).split('\n', 1)[0] ?? 'It cannot be read');
    return {
      line: Number(line),
      reason,
      text: String(text ?? '')
        .trim()
        .slice(0, TEXT_LIMIT),
    };
  });
}

/** Lines of the bad rows by their number among those that were cut into fields, from 1. */
async function linesOf(
  path: string,
  delimiter: string,
  bad: readonly BadRow[],
  rejected: ReadonlySet<number>,
  scanned: number,
): Promise<{ readonly lines: ReadonlyMap<number, number>; readonly last: number }> {
  const wanted = new Set(bad.map(({ line }) => line));
  const lines = new Map<number, number>();
  let [row, last] = [-1, 0];
  for await (const line of recordLines(path, delimiter)) {
    if (rejected.has(line)) continue;
    row += 1;
    if (wanted.has(row)) lines.set(row, line);
    if (row > scanned) break;
    last = line;
  }
  return { lines, last };
}
