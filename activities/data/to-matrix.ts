import { indexLabels, matrix, type LabelledMatrix, type Matrix } from '../../ml/data/matrix.ts';
import { columnOf, numbersOf, type Table } from '../../ml/data/table.ts';

/** The names of all columns of numbers but the label. */
export function featureNames(table: Table, label: string): readonly string[] {
  return table.columns
    .filter(({ name, type }) => type !== 'text' && name !== label)
    .map(({ name }) => name);
}

/**
 * Columns as a matrix in single precision.
 * @throws Error naming the first column with a missing value: models take none.
 */
export function toMatrix(table: Table, names: readonly string[]): Matrix {
  const values = new Float32Array(table.rows * names.length);
  names.forEach((name, at) => {
    numbersOf(table, name).forEach((value, row) => {
      if (Number.isNaN(value)) {
        throw new Error(`Column "${name}" has a missing value in row ${row + 1}.`);
      }
      values[row * names.length + at] = value;
    });
  });
  return matrix(table.rows, names.length, values);
}

/** Features and labels of a table. */
export function toLabelled(
  table: Table,
  names: readonly string[],
  label: string,
  classes?: readonly number[],
): LabelledMatrix {
  const column = columnOf(table, label);
  if (column.type !== 'integer') {
    throw new Error(
      `The label "${label}" must be a column of type "integer", not "${column.type}".`,
    );
  }
  return { features: toMatrix(table, names), ...indexLabels(column.values, classes) };
}
