import { nameSome, throwFaults, type DataFault } from '../data/data-fault.ts';
import { matrix, type Matrix } from '../data/matrix.ts';
import type { Column, NumberColumn, Table, TextColumn } from '../data/table.ts';
import { missingNumber, unfit } from './fit-number.ts';
import { madeColumns } from './pipeline-columns.ts';
import type { NumberInput, Pipeline, TextInput } from './pipeline.ts';

/**
 * A table as the matrix that the model behind the pipeline takes: [rows, features].
 *
 * P2 Single precision, step by step as the exported graph computes it: the number is rounded, filled,
 *    shifted (rounded), divided by the scale (rounded).
 *
 * Columns that the pipeline does not know are passed over; a text that it does not know is zeros
 * (`one_hot`) or -1 (`ordinal`).
 *
 * @throws DataFaultError with every column that is absent (DATA002), of the wrong kind (DATA005),
 *   lacks a number that nothing stands in for (DATA006), or is infinite (DATA007).
 */
export function applyPipeline(pipeline: Pipeline, table: Table): Matrix {
  const made = pipeline.inputs.map((input) => madeColumns(input).length);
  const width = made.reduce((sum, count) => sum + count, 0);
  const columnAt = placesOf(pipeline.selected, width);
  const kept = pipeline.selected?.length ?? width;
  const values = new Float32Array(table.rows * kept);
  const faults: DataFault[] = [];
  let first = 0;
  pipeline.inputs.forEach((input, at) => {
    const places = columnAt.subarray(first, first + (made[at] ?? 0));
    first += made[at] ?? 0;
    const column = findColumn(table, input, faults);
    if (column === undefined) return;
    const write = (row: number, made: number, value: number): void => {
      const place = places[made] ?? -1;
      if (place >= 0) values[row * kept + place] = value;
    };
    if (input.type === 'text') encodeText(input, column as TextColumn, write);
    else scaleNumber(input, column as NumberColumn, write, faults);
  });
  throwFaults(faults);
  return matrix(table.rows, kept, values);
}

/** For each column made, its place in the matrix; -1 where the selection drops it. */
function placesOf(selected: readonly number[] | undefined, width: number): Int32Array {
  if (selected === undefined) return Int32Array.from({ length: width }, (_, at) => at);
  const places = new Int32Array(width).fill(-1);
  selected.forEach((column, at) => (places[column] = at));
  return places;
}

function findColumn(
  table: Table,
  input: NumberInput | TextInput,
  faults: DataFault[],
): Column | undefined {
  const column = table.columns.find(({ name }) => name === input.name);
  if (column === undefined) {
    faults.push({
      ...{ code: 'DATA002', column: input.name },
      message: `Column "${input.name}" is missing; the pipeline was fitted with it.`,
      hint: `Columns given: ${nameSome(table.columns.map(({ name }) => name))}.`,
    });
    return undefined;
  }
  if ((column.type === 'text') === (input.type === 'text')) return column;
  faults.push({
    ...{ code: 'DATA005', column: input.name },
    message: `Column "${input.name}" holds ${column.type === 'text' ? 'text' : 'numbers'}; the pipeline was fitted on ${input.type === 'text' ? 'text' : 'numbers'}.`,
    hint: 'Read the column as the training data was read.',
  });
  return undefined;
}

type Write = (row: number, made: number, value: number) => void;

function scaleNumber(
  input: NumberInput,
  column: NumberColumn,
  write: Write,
  faults: DataFault[],
): void {
  const single = Float32Array.from(column.values);
  const shift = Math.fround(input.shift);
  const scale = Math.fround(input.scale);
  let missing = 0;
  let infinite = -1;
  single.forEach((value, row) => {
    const absent = Number.isNaN(value);
    if (absent) missing += 1;
    else if (Math.abs(value) === Infinity && infinite < 0) infinite = row;
    const filled = absent ? Math.fround(input.fill ?? 0) : value;
    write(row, 0, Math.fround(filled - shift) / scale);
    if (input.indicator) write(row, 1, absent ? 1 : 0);
  });
  if (infinite >= 0) faults.push(unfit(column, infinite));
  if (missing > 0 && input.fill === undefined) {
    faults.push(missingNumber(input.name, single.findIndex(Number.isNaN), missing));
  }
}

function encodeText(input: TextInput, column: TextColumn, write: Write): void {
  const position = new Map(input.categories.map((category, at) => [category, at]));
  column.values.forEach((value, row) => {
    const at = position.get(value ?? input.fill) ?? -1;
    if (input.encode === 'ordinal') write(row, 0, at);
    else if (at >= 0) write(row, at, 1);
  });
}
