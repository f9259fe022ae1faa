import type { Matrix } from '../data/matrix.ts';
import { columnOf, numbersOf, type Table } from '../data/table.ts';
import type { NumberInput, Pipeline, TextInput } from '../preprocess/pipeline.ts';

/** The matrix that a fitted pipeline makes of raw rows (P2). @throws Error naming what is missing. */
export function toFeatures(pipeline: Pipeline, table: Table): Matrix {
  const made = pipeline.inputs.flatMap((input) =>
    input.type === 'number' ? numberColumns(input, table) : textColumns(input, table),
  );
  const kept = pipeline.selected?.map((at) => made[at] ?? new Float32Array(table.rows)) ?? made;
  const values = new Float32Array(table.rows * kept.length);
  kept.forEach((column, at) => {
    column.forEach((value, row) => (values[row * kept.length + at] = value));
  });
  return { rows: table.rows, columns: kept.length, values };
}

function numberColumns(input: NumberInput, table: Table): Float32Array[] {
  const raw = Float32Array.from(numbersOf(table, input.name));
  const [shift, scale] = [Math.fround(input.shift), Math.fround(input.scale)];
  const scaled = raw.map((value, row) => {
    const filled = Number.isNaN(value) ? Math.fround(input.fill ?? NaN) : value;
    if (Number.isNaN(filled)) throw new Error(`Row ${row} has no number in "${input.name}".`);
    return Math.fround(filled - shift) / scale;
  });
  if (!input.indicator) return [scaled];
  return [scaled, raw.map((value) => Number(Number.isNaN(value)))];
}

function textColumns(input: TextInput, table: Table): Float32Array[] {
  const column = columnOf(table, input.name);
  if (column.type !== 'text') throw new Error(`Column "${input.name}" holds numbers, not text.`);
  const place = new Map(input.categories.map((category, at) => [category, at]));
  const places = Int32Array.from(column.values, (text) => place.get(text ?? input.fill) ?? -1);
  if (input.encode === 'ordinal') return [Float32Array.from(places)];
  return input.categories.map((_, at) =>
    Float32Array.from(places, (found) => Number(found === at)),
  );
}
