/** How a column's values are read. `integer` is a number without a fraction. */
export type ColumnType = 'number' | 'integer' | 'text';

/** Rows in memory, column by column. A missing number is NaN, a missing text is null. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
}
export type Column = NumberColumn | TextColumn;
export interface NumberColumn {
  readonly name: string;
  readonly type: Exclude<ColumnType, 'text'>;
  readonly values: Float64Array;
}
export interface TextColumn {
  readonly name: string;
  readonly type: 'text';
  readonly values: readonly (string | null)[];
}

/** The column of that name. @throws Error naming the columns there are. */
export function columnOf(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const known = table.columns.slice(0, 12).map((column) => `"${column.name}"`);
  const more = table.columns.length > known.length ? ', …' : '';
  throw new Error(`There is no column "${name}". Columns: ${known.join(', ')}${more}.`);
}

/** As `columnOf`, for a column of numbers. @throws Error when it holds text. */
export function numbersOf(table: Table, name: string): Float64Array {
  const column = columnOf(table, name);
  if (column.type !== 'text') return column.values;
  throw new Error(`Column "${name}" holds text; numbers were expected.`);
}

/** The given rows, in the given order. */
export function takeRows(table: Table, rows: ArrayLike<number>): Table {
  const columns = table.columns.map((column): Column => {
    if (column.type === 'text') {
      const values = Array.from(rows, (row) => column.values[row] ?? null);
      return { ...column, values };
    }
    return { ...column, values: Float64Array.from(rows, (row) => column.values[row] ?? NaN) };
  });
  return { rows: rows.length, columns };
}

/** Whether a cell is missing. */
export function isMissing(column: Column, row: number): boolean {
  const value = column.values[row];
  return value === null || value === undefined || Number.isNaN(value);
}
