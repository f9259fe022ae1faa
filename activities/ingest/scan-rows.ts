import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { BadRow, CsvColumn } from './csv-schema.ts';
import { NUMBER_PATTERN, readCells } from './read-cell.ts';
import { TableBuilder } from '../data/table-builder.ts';

/** A source of rows for DuckDB and, for each column of the schema, the expression for its text. */
export interface ScannedSource {
  /** What stands behind `from`. */
  readonly from: string;
  readonly values: Record<string, DuckDBValue>;
  /** One for each column of the schema: SQL that gives a VARCHAR. */
  readonly texts: readonly string[];
}
export interface ScanLimits {
  /** Rows that are read; the rest is left out. */
  readonly sample?: number;
  /** More rows than this are an error. */
  readonly most: number;
  readonly signal: AbortSignal;
}
export interface ScannedRows {
  readonly builder: TableBuilder;
  /** `line` is the row's number, from 1. */
  readonly bad: readonly BadRow[];
  readonly scanned: number;
}

/** Longest piece of a bad row that is kept for the report. */
export const TEXT_LIMIT = 300;

/**
 * Streams rows into typed columns. DuckDB says of each row whether it fits the schema; only the
 * texts of those that do not come over, and `readCells` has the last word on them.
 */
export async function scanRows(
  connection: DuckDBConnection,
  source: ScannedSource,
  schema: readonly CsvColumn[],
  limits: ScanLimits,
): Promise<ScannedRows> {
  const stop = (): void => connection.interrupt();
  limits.signal.addEventListener('abort', stop, { once: true });
  try {
    const builder = new TableBuilder(schema);
    const bad: BadRow[] = [];
    let scanned = 0;
    const result = await connection.stream(queryOf(source, schema, limits.sample), source.values);
    for (;;) {
      limits.signal.throwIfAborted();
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      const vectors = schema.map((_, at) => chunk.getColumnVector(at));
      const texts = chunk.getColumnVector(schema.length);
      for (let row = 0; row < chunk.rowCount; row += 1) {
        scanned += 1;
        if (scanned > limits.most) throw new TooManyRowsError(limits.most);
        const cells = cellsOf(texts.getItem(row));
        if (cells === undefined) {
          // The query gives doubles and texts alone.
          builder.add((at) => (vectors[at]?.getItem(row) ?? null) as number | string | null);
        } else addChecked(builder, bad, cells, schema, scanned);
      }
    }
    return { builder, bad, scanned };
  } finally {
    limits.signal.removeEventListener('abort', stop);
  }
}

/** Adds a row of texts if it fits, else sets it aside. */
export function addChecked(
  builder: TableBuilder,
  bad: BadRow[],
  cells: readonly (string | null)[],
  schema: readonly CsvColumn[],
  line: number,
): void {
  const read = readCells(cells, schema);
  if (typeof read !== 'string') builder.add((at) => read[at] ?? null);
  else bad.push({ line, reason: read, text: cells.join(',').slice(0, TEXT_LIMIT) });
}

/** Thrown when a source has more rows than the task may read. */
export class TooManyRowsError extends Error {
  override readonly name = 'TooManyRowsError';
  constructor(most: number) {
    super(`The source has more than ${most} rows. Raise "maxRows", or read a sample.`);
  }
}

function queryOf(
  { from, texts }: ScannedSource,
  schema: readonly CsvColumn[],
  sample: number | undefined,
): string {
  const fields = schema.map((column, at) => valueOf(column, texts[at] ?? 'null'));
  const misfits = schema.map((column, at) => misfitOf(column, texts[at] ?? 'null'));
  const raw = `case when ${misfits.join(' or ')} then [${texts.join(', ')}] end`;
  const limit = sample === undefined ? '' : ` limit ${Math.trunc(sample)}`;
  return `select ${[...fields, raw].join(', ')} from ${from}${limit}`;
}

const trimmed = (text: string): string => `trim(${text}, ' \t\r\n')`;

function valueOf({ type }: CsvColumn, text: string): string {
  if (type !== 'text') return `try_cast(${trimmed(text)} as double)`;
  return `case when ${trimmed(text)} = '' then null else ${text} end`;
}

/** True, never null, where the text may not fit its column. */
function misfitOf({ type, nullable }: CsvColumn, text: string): string {
  const empty = `(${text} is null or ${trimmed(text)} = '')`;
  if (type === 'text') return nullable ? 'false' : empty;
  const number = `try_cast(${trimmed(text)} as double)`;
  const fits = [`regexp_full_match(${trimmed(text)}, '${NUMBER_PATTERN}')`, `isfinite(${number})`];
  if (type === 'integer')
    fits.push(`${number} = trunc(${number})`, `abs(${number}) < 2::double ** 53`);
  const misfit = `not coalesce(${fits.join(' and ')}, false)`;
  return nullable ? `(not ${empty} and ${misfit})` : `(${empty} or ${misfit})`;
}

/** A list of texts; undefined where the query gave null because the row fits. */
function cellsOf(list: unknown): readonly (string | null)[] | undefined {
  const items: unknown = typeof list === 'object' && list ? Reflect.get(list, 'items') : undefined;
  if (!Array.isArray(items)) return undefined;
  return items.map((item: unknown) => (typeof item === 'string' ? item : null));
}
