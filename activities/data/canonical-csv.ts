import { parse } from 'csv-parse/sync';
import type { ColumnRef } from './dataset-ref.ts';
import { TableBuilder } from './table-builder.ts';
import type { Column, Table } from '../../ml/data/table.ts';
import type { z } from 'zod';

const ROWS_AT_ONCE = 10_000;
const SLICE_BYTES = 8 * 1024 * 1024;

/**
 * The one text form in which data sets are kept.
 *
 * C1 Equal tables give equal bytes: columns as declared, numbers in their shortest exact form,
 *    `\n` between lines and after the last, quotes only where they are needed.
 * C2 Reading gives back the same numbers, bit for bit; a missing value is an empty field, and an
 *    empty text is `""`.
 */
export function toCanonicalCsv(table: Table): Uint8Array {
  const parts = [Buffer.from(`${table.columns.map(({ name }) => quoted(name)).join(',')}\n`)];
  for (let start = 0; start < table.rows; start += ROWS_AT_ONCE) {
    const lines: string[] = [];
    for (let row = start; row < Math.min(table.rows, start + ROWS_AT_ONCE); row += 1) {
      lines.push(table.columns.map((column) => field(column, row)).join(','));
    }
    parts.push(Buffer.from(`${lines.join('\n')}\n`));
  }
  return Buffer.concat(parts);
}

/** Reads what `toCanonicalCsv` wrote. */
export function fromCanonicalCsv(
  bytes: Uint8Array,
  columns: readonly z.output<typeof ColumnRef>[],
): Table {
  const builder = new TableBuilder(columns);
  let header = true;
  for (const text of slicesOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
    const lines = text.includes('"') ? parseQuoted(text) : parsePlain(text);
    for (const line of header ? lines.slice(1) : lines) builder.add((at) => line[at] ?? null);
    header = false;
  }
  return builder.build();
}

function field(column: Column, row: number): string {
  if (column.type === 'text') {
    const text = column.values[row] ?? null;
    return text === null ? '' : quoted(text);
  }
  const value = column.values[row] ?? NaN;
  if (Number.isNaN(value)) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}

const quoted = (text: string): string =>
  text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Most data sets hold numbers alone; splitting them is many times faster than parsing quotes. */
function parsePlain(text: string): (string | null)[][] {
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line) => line.split(',').map((cell) => (cell === '' ? null : cell)));
}

function parseQuoted(text: string): (string | null)[][] {
  // The cast hook decides what a cell becomes, so that a quoted empty text is not a missing one.
  return parse(text, {
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  });
}

/** Pieces of whole rows: one text could not hold a large data set. */
function* slicesOf(bytes: Buffer): Generator<string> {
  let [start, quoted] = [0, false];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 0x22) quoted = !quoted;
    else if (byte === 0x0a && !quoted && at - start >= SLICE_BYTES) {
      yield bytes.toString('utf8', start, at + 1);
      start = at + 1;
    }
  }
  if (start < bytes.length) yield bytes.toString('utf8', start);
}
