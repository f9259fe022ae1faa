import { parse } from 'csv-parse/sync';
import type { Column, Table } from '../../ml/data/table.ts';
import type { BadRow, CsvColumn } from './csv-schema.ts';

export interface CsvReading {
  readonly table: Table;
  readonly bad: readonly BadRow[];
}
interface Line {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
  readonly raw: string;
}

/** Longest piece of a bad row that is kept for the report. */
const TEXT_LIMIT = 300;

/**
 * Reads CSV text by a schema. Columns are found by the names in the header, in any order; others in
 * the file are left out. A row that does not fit goes to `bad` and nowhere else.
 *
 * @throws Error when the header lacks a column of the schema
 */
export function readCsv(
  text: string,
  schema: readonly CsvColumn[],
  options: { readonly delimiter: string; readonly limit?: number },
): CsvReading {
  // With `info` and `raw` each record comes wrapped, which the parser's types do not say.
  const lines = parse(text, {
    ...{ bom: true, info: true, raw: true, relax_column_count: true, skip_empty_lines: true },
    ...{ delimiter: options.delimiter, relax_quotes: true },
  }) as unknown as readonly Line[];
  const [header, ...rest] = lines;
  const positions = positionsOf(header?.record ?? [], schema);
  const width = header?.record.length ?? 0;
  const good: (readonly (number | string | null)[])[] = [];
  const bad: BadRow[] = [];
  for (const line of rest.slice(0, options.limit)) {
    const row = readRow(line.record, width, positions, schema);
    if (typeof row !== 'string') good.push(row);
    else
      bad.push({ line: firstLine(line), reason: row, text: line.raw.trim().slice(0, TEXT_LIMIT) });
  }
  return { table: toTable(good, schema), bad };
}

/** The parser counts lines up to the end of a record; quoted records may have several. */
const firstLine = ({ info, raw }: Line): number =>
  info.lines - (raw.trimEnd().match(/\n/g)?.length ?? 0);

function positionsOf(header: readonly string[], schema: readonly CsvColumn[]): readonly number[] {
  const names = header.map((name) => name.trim());
  const missing = schema.filter(({ name }) => !names.includes(name)).map(({ name }) => `"${name}"`);
  if (missing.length > 0) {
    const found = names.slice(0, 12).join(', ');
    throw new Error(
      `The file lacks ${missing.slice(0, 12).join(', ')}, which the schema asks for. Its header: ${found}.`,
    );
  }
  return schema.map(({ name }) => names.indexOf(name));
}

/** @returns the values, or why the row is bad. */
function readRow(
  record: readonly string[],
  width: number,
  positions: readonly number[],
  schema: readonly CsvColumn[],
): readonly (number | string | null)[] | string {
  if (record.length !== width) return `${record.length} fields instead of ${width}`;
  const values: (number | string | null)[] = [];
  for (const [index, column] of schema.entries()) {
    const cell = record[positions[index] ?? -1] ?? '';
    const value = readCell(cell, column);
    if (value === undefined)
      return `"${column.name}" is no ${column.type}: ${JSON.stringify(cell.slice(0, 40))}`;
    if (value === null && !column.nullable) return `"${column.name}" is empty`;
    values.push(value);
  }
  return values;
}

/** @returns null for an empty cell, undefined for one that cannot be read. */
function readCell(cell: string, { type }: CsvColumn): number | string | null | undefined {
  const text = cell.trim();
  if (text === '') return null;
  if (type === 'text') return cell;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return type === 'integer' && !Number.isSafeInteger(value) ? undefined : value;
}

function toTable(
  rows: readonly (readonly (number | string | null)[])[],
  schema: readonly CsvColumn[],
): Table {
  const columns = schema.map(({ name, type }, at): Column => {
    const cells = rows.map((row) => row[at] ?? null);
    if (type === 'text')
      return { name, type, values: cells.map((c) => (c === null ? c : String(c))) };
    return { name, type, values: Float64Array.from(cells, (c) => (c === null ? NaN : Number(c))) };
  });
  return { rows: rows.length, columns };
}
