import type { CsvColumn } from './csv-schema.ts';

/** What a row of texts holds by a schema, in the schema's order; or why the row is bad. */
export function readCells(
  cells: readonly (string | null)[],
  schema: readonly CsvColumn[],
): readonly (number | string | null)[] | string {
  const values: (number | string | null)[] = [];
  for (const [index, column] of schema.entries()) {
    const cell = cells[index] ?? '';
    const value = readCell(cell, column);
    if (value === undefined)
      return `"${column.name}" is no ${column.type}: ${JSON.stringify(cell.slice(0, 40))}`;
    if (value === null && !column.nullable) return `"${column.name}" is empty`;
    values.push(value);
  }
  return values;
}

/** How a number is written; DuckDB's own cast takes more, such as `inf` and `1_000`. */
export const NUMBER_PATTERN = '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?';
const NUMBER = new RegExp(`^${NUMBER_PATTERN}$`);

/** @returns null for an empty cell, undefined for one that cannot be read. */
function readCell(cell: string, { type }: CsvColumn): number | string | null | undefined {
  const text = cell.trim();
  if (text === '') return null;
  if (type === 'text') return cell;
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return type === 'integer' && !Number.isSafeInteger(value) ? undefined : value;
}
