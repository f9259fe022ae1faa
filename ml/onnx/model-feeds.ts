import { columnOf, numbersOf, type Table } from '../data/table.ts';
import { FEATURES, type ModelInput } from './model-signature.ts';

/** An input tensor before it is one of a runtime. */
export type Feed =
  | { readonly type: 'float32'; readonly data: Float32Array; readonly dims: readonly number[] }
  | { readonly type: 'string'; readonly data: string[]; readonly dims: readonly number[] };

/**
 * The input tensors of an exported model for the rows from `start` to `end` of a table. A missing
 * number is NaN, a missing text "".
 *
 * @throws Error when a column is missing or of another kind.
 */
export function modelFeeds(
  inputs: readonly ModelInput[],
  table: Table,
  start = 0,
  end = table.rows,
): Readonly<Record<string, Feed>> {
  const feeds: Record<string, Feed> = {};
  const numbers = inputs.filter(({ type }) => type === 'number');
  if (numbers.length > 0) {
    const data = new Float32Array((end - start) * numbers.length);
    numbers.forEach(({ column }, at) => {
      const values = numbersOf(table, column).subarray(start, end);
      values.forEach((value, row) => (data[row * numbers.length + at] = value));
    });
    feeds[FEATURES] = { type: 'float32', data, dims: [end - start, numbers.length] };
  }
  for (const { type, column, tensor } of inputs) {
    if (type === 'number') continue;
    const held = columnOf(table, column);
    if (held.type !== 'text')
      throw new Error(`Column "${column}" holds numbers; text was expected.`);
    const data = held.values.slice(start, end).map((value) => value ?? '');
    feeds[tensor] = { type: 'string', data, dims: [end - start, 1] };
  }
  return feeds;
}
