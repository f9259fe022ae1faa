import type { ClassLabel } from '../model/model.ts';
import { nameSome, refuseData } from './data-fault.ts';
import type { Column, Table } from './table.ts';

/** What a classifier is to say of each row. */
export interface ClassTarget {
  /** [N], positions in `classes`. */
  readonly labels: Int32Array;
  /** The label values: numbers ascending, or texts by code unit. */
  readonly classes: readonly ClassLabel[];
}

/**
 * The target as classes; numbers and texts may both be labels.
 *
 * @param known the classes of the training part, for the other parts: the positions stay the same
 * @throws DataFaultError when there is no such column or row, a label is missing (DATA014), or it is
 *   none of the known classes (DATA016).
 */
export function classTarget(
  table: Table,
  name: string,
  known?: readonly ClassLabel[],
): ClassTarget {
  const column = targetColumn(table, name);
  const values: ArrayLike<ClassLabel | null> = column.values;
  const classes = known ?? distinctLabels(values);
  const position = new Map(classes.map((value, index) => [value, index]));
  const labels = Int32Array.from(values, (value, row) => {
    const index = value === null ? undefined : position.get(value);
    return index ?? refuseLabel(name, row, value, classes);
  });
  return { labels, classes };
}

/**
 * The target as numbers, in its own unit.
 *
 * @throws DataFaultError when there is no such column or row, it holds text (DATA015), or a value is
 *   missing or infinite (DATA014).
 */
export function valueTarget(table: Table, name: string): Float64Array {
  const column = targetColumn(table, name);
  if (column.type === 'text') {
    return refuseData({
      ...{ code: 'DATA015', column: name },
      message: `The target "${name}" holds text; a regression predicts numbers.`,
      hint: 'Read the column as numbers, or make the problem a classification.',
    });
  }
  column.values.forEach((value, row) => {
    if (!Number.isFinite(value)) refuseMissing(name, row, value);
  });
  return column.values;
}

function targetColumn(table: Table, name: string): Column {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) {
    return refuseData({
      ...{ code: 'DATA002', column: name },
      message: `The target "${name}" is not a column of the table.`,
      hint: `Columns: ${nameSome(table.columns.map((one) => one.name))}.`,
    });
  }
  if (table.rows > 0) return column;
  return refuseData({
    ...{ code: 'DATA001', column: name },
    message: `The table with the target "${name}" has no rows.`,
    hint: 'Give a part with at least one row.',
  });
}

function distinctLabels(values: ArrayLike<ClassLabel | null>): ClassLabel[] {
  const distinct = new Set<ClassLabel>();
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? null;
    if (value !== null && !(typeof value === 'number' && !Number.isFinite(value))) {
      distinct.add(value === 0 ? 0 : value);
    }
  }
  return [...distinct].sort((a, b) => (a < b ? -1 : 1));
}

function refuseLabel(
  name: string,
  row: number,
  value: ClassLabel | null,
  classes: readonly ClassLabel[],
): never {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) {
    return refuseMissing(name, row, value);
  }
  return refuseData({
    ...{ code: 'DATA016', column: name, row },
    message: `The target "${name}" is "${value}" in row ${row + 1}, which is none of the classes trained on: ${nameSome(classes)}.`,
    hint: 'Split so that every class is in the training part, or leave the row out.',
  });
}

function refuseMissing(name: string, row: number, value: ClassLabel | null): never {
  const what = value === null || Number.isNaN(value) ? 'missing' : String(value);
  return refuseData({
    ...{ code: 'DATA014', column: name, row },
    message: `The target "${name}" is ${what} in row ${row + 1}; every row needs one.`,
    hint: 'Leave the rows without a target out before splitting.',
  });
}
