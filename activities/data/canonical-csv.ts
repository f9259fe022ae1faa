import { parse } from 'csv-parse/sync';
import type { ColumnRef } from './dataset-ref.ts';
import type { Column, Table } from '../../ml/data/table.ts';
import type { z } from 'zod';

/**
 * The one text form in which data sets are kept.
 *
 * C1 Equal tables give equal bytes: columns as declared, numbers in their shortest exact form,
 *    `\n` between lines and after the last, quotes only where they are needed.
 * C2 Reading gives back the same numbers, bit for bit; a missing value is an empty field, and an
 *    empty text is `""`.
 */
export function toCanonicalCsv(table: Table): Uint8Array {
  const lines = [table.columns.map(({ name }) => quoted(name)).join(',')];
  for (let row = 0; row < table.rows; row += 1) {
    lines.push(table.columns.map((column) => field(column, row)).join(','));
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Reads what `toCanonicalCsv` wrote. */
export function fromCanonicalCsv(
  bytes: Uint8Array,
  columns: readonly z.output<typeof ColumnRef>[],
): Table {
  const text = Buffer.from(bytes).toString('utf8');
  const lines = text.includes('"') ? parseQuoted(text) : parsePlain(text);
  const rows = lines.length - 1;
  return {
    rows,
    columns: columns.map(({ name, type }, at): Column => {
      const cells = lines.slice(1).map((line) => line[at] ?? null);
      if (type === 'text') return { name, type, values: cells };
      return { name, type, values: Float64Array.from(cells, numberOf) };
    }),
  };
}

const numberOf = (cell: string | null): number =>
  cell === null || cell === '' ? NaN : Number(cell);

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
