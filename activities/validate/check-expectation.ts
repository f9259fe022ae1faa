import { columnOf, isMissing, numbersOf, type Column, type Table } from '../../ml/data/table.ts';
import type { CheckResult, Expectation } from './expectation.ts';

/** Checks one expectation. A column that is not there fails it. */
export function checkExpectation(table: Table, expectation: Expectation): CheckResult {
  const { kind, severity } = expectation;
  let fault: string | undefined;
  try {
    fault = faultOf(table, expectation);
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  return { kind, severity, passed: fault === undefined, detail: fault ?? 'Holds.' };
}

/** @returns what is wrong, or undefined when the expectation holds. */
function faultOf(table: Table, e: Expectation): string | undefined {
  switch (e.kind) {
    case 'row_count':
      return outside('The number of rows', table.rows, e);
    case 'columns_exist':
      return first(e.columns, (name) => void columnOf(table, name));
    case 'column_types':
      return first(Object.entries(e.types), ([name, type]) => {
        const found = columnOf(table, name).type;
        return found === type ? undefined : `Column "${name}" is of type ${found}, not ${type}.`;
      });
    case 'not_null':
      return first(e.columns, (name) =>
        tooManyMissing(columnOf(table, name), table.rows, e.maxShare),
      );
    case 'no_duplicate_rows':
      return tooManyDuplicates(table, e.maxShare);
    case 'not_constant':
      return tooManyConstant(table, e.columns, e.maxConstant);
    case 'mean_between':
      return first(e.columns, (name) => outside(`The mean of "${name}"`, meanOf(table, name), e));
    case 'distinct_count':
      return first(e.columns, (name) =>
        outside(`The number of distinct values of "${name}"`, countsOf(table, name).size, e),
      );
    case 'class_share':
      return first(e.columns, (name) => rareClass(table, name, e.minShare));
    case 'unique':
      return first(e.columns, (name) => repeated(table, name));
    case 'between':
    case 'in_set':
    case 'matches':
      return first(e.columns, (name) => badCell(columnOf(table, name), table.rows, e));
  }
}

function badCell(
  column: Column,
  rows: number,
  e: Extract<Expectation, { kind: 'between' | 'in_set' | 'matches' }>,
): string | undefined {
  const holds = cellCheck(e);
  for (let row = 0; row < rows; row += 1) {
    if (isMissing(column, row)) continue;
    const value = column.values[row] ?? '';
    if (!holds(value))
      return `Column "${column.name}", row ${row + 1}: ${JSON.stringify(value)} ${wanted(e)}.`;
  }
  return undefined;
}

function cellCheck(
  e: Extract<Expectation, { kind: 'between' | 'in_set' | 'matches' }>,
): (value: number | string) => boolean {
  if (e.kind === 'between') {
    const { min = -Infinity, max = Infinity } = e;
    return (value) => typeof value === 'number' && value >= min && value <= max;
  }
  if (e.kind === 'in_set') {
    const values = new Set(e.values);
    return (value) => values.has(value);
  }
  const pattern = new RegExp(e.pattern, 'u');
  return (value) => pattern.test(String(value));
}

function wanted(e: Extract<Expectation, { kind: 'between' | 'in_set' | 'matches' }>): string {
  if (e.kind === 'between') return `is not ${range(e)}`;
  if (e.kind === 'matches') return `does not match /${e.pattern}/`;
  return `is not one of ${e.values.slice(0, 12).join(', ')}`;
}

function tooManyMissing(column: Column, rows: number, maxShare: number): string | undefined {
  let missing = 0;
  for (let row = 0; row < rows; row += 1) if (isMissing(column, row)) missing += 1;
  if (missing <= maxShare * rows) return undefined;
  return `Column "${column.name}" misses ${missing} of ${rows} values.`;
}

function tooManyDuplicates(table: Table, maxShare: number): string | undefined {
  const seen = new Set<string>();
  for (let row = 0; row < table.rows; row += 1) {
    seen.add(JSON.stringify(table.columns.map((column) => column.values[row])));
  }
  const duplicates = table.rows - seen.size;
  if (duplicates <= maxShare * table.rows) return undefined;
  return `${duplicates} of ${table.rows} rows repeat another row.`;
}

function tooManyConstant(table: Table, names: readonly string[], most: number): string | undefined {
  const constant = names.filter((name) => countsOf(table, name).size < 2);
  if (constant.length <= most) return undefined;
  return `${constant.length} columns hold one value only, ${most} may: ${constant.slice(0, 12).join(', ')}.`;
}

function rareClass(table: Table, name: string, minShare: number): string | undefined {
  for (const [value, count] of countsOf(table, name)) {
    if (count < minShare * table.rows) {
      return `Column "${name}": ${JSON.stringify(value)} has ${count} of ${table.rows} rows, a share below ${minShare}.`;
    }
  }
  return undefined;
}

function repeated(table: Table, name: string): string | undefined {
  for (const [value, count] of countsOf(table, name)) {
    if (count > 1) return `Column "${name}": ${JSON.stringify(value)} occurs ${count} times.`;
  }
  return undefined;
}

function countsOf(table: Table, name: string): Map<number | string, number> {
  const column = columnOf(table, name);
  const counts = new Map<number | string, number>();
  for (let row = 0; row < table.rows; row += 1) {
    if (isMissing(column, row)) continue;
    const value = column.values[row] ?? '';
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function meanOf(table: Table, name: string): number {
  const values = numbersOf(table, name).filter((value) => !Number.isNaN(value));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}
function outside(what: string, value: number, bounds: Bounds): string | undefined {
  const { min = -Infinity, max = Infinity } = bounds;
  return value >= min && value <= max ? undefined : `${what} is ${value}, not ${range(bounds)}.`;
}
const range = ({ min, max }: Bounds): string =>
  max === undefined
    ? `at least ${min}`
    : min === undefined
      ? `at most ${max}`
      : `from ${min} to ${max}`;

function first<T>(
  items: readonly T[],
  faultOfItem: (item: T) => string | undefined | void,
): string | undefined {
  for (const item of items) {
    const fault = faultOfItem(item);
    if (typeof fault === 'string') return fault;
  }
  return undefined;
}
