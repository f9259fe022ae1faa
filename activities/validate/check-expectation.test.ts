import { describe, expect, it } from 'vitest';
import type { Table } from '../../ml/data/table.ts';
import { checkExpectation } from './check-expectation.ts';
import { Expectation } from './expectation.ts';

const table: Table = {
  rows: 6,
  columns: [
    { name: 'id', type: 'integer', values: Float64Array.of(1, 2, 3, 4, 5, 5) },
    { name: 'size', type: 'number', values: Float64Array.of(1, 2, 3, 4, 5, NaN) },
    { name: 'flat', type: 'number', values: new Float64Array(6) },
    { name: 'kind', type: 'text', values: ['a', 'a', 'a', 'a', 'a', 'b'] },
  ],
};

/** Each kind once as it holds, once as it fails; so a kind that always passes is found. */
const CASES = [
  [
    { kind: 'row_count', min: 6, max: 6 },
    { kind: 'row_count', min: 7 },
    'rows is 6, not at least 7',
  ],
  [
    { kind: 'columns_exist', columns: ['id', 'kind'] },
    { kind: 'columns_exist', columns: ['age'] },
    'no column "age"',
  ],
  [
    { kind: 'column_types', types: { kind: 'text' } },
    { kind: 'column_types', types: { id: 'text' } },
    '"id" is of type integer, not text',
  ],
  [
    { kind: 'not_null', columns: ['id', 'kind'] },
    { kind: 'not_null', columns: ['size'] },
    '"size" misses 1 of 6',
  ],
  [
    { kind: 'between', columns: ['size'], min: 1, max: 5 },
    { kind: 'between', columns: ['size'], max: 4 },
    'row 5: 5 is not at most 4',
  ],
  [
    { kind: 'in_set', columns: ['kind'], values: ['a', 'b'] },
    { kind: 'in_set', columns: ['kind'], values: ['a'] },
    'row 6: "b" is not one of a',
  ],
  [
    { kind: 'matches', columns: ['kind'], pattern: '^[ab]$' },
    { kind: 'matches', columns: ['kind'], pattern: '^a' },
    '"b" does not match /^a/',
  ],
  [{ kind: 'unique', columns: ['size'] }, { kind: 'unique', columns: ['id'] }, '5 occurs 2 times'],
  [{ kind: 'no_duplicate_rows' }, undefined, ''],
  [
    { kind: 'mean_between', columns: ['size'], min: 3, max: 3 },
    { kind: 'mean_between', columns: ['size'], max: 2 },
    'mean of "size" is 3',
  ],
  [
    { kind: 'distinct_count', columns: ['kind'], min: 2, max: 2 },
    { kind: 'distinct_count', columns: ['id'], min: 6 },
    'distinct values of "id" is 5',
  ],
  [
    { kind: 'class_share', columns: ['kind'], minShare: 0.1 },
    { kind: 'class_share', columns: ['kind'], minShare: 0.2 },
    '"b" has 1 of 6 rows',
  ],
  [
    { kind: 'not_constant', columns: ['id', 'kind'] },
    { kind: 'not_constant', columns: ['flat'] },
    '1 columns hold one value only',
  ],
] as const;

describe('every kind of expectation', () => {
  it.each(CASES)('$kind tells data that fits from data that does not', (holds, fails, words) => {
    expect(checkExpectation(table, Expectation.parse(holds)).passed).toBe(true);
    if (fails === undefined) return;
    const result = checkExpectation(table, Expectation.parse(fails));
    expect(result.passed).toBe(false);
    expect(result.detail).toContain(words);
  });
  it('is in the list above', () => {
    const kinds = new Set(Expectation.options.map(({ shape }) => shape.kind.value));
    expect(new Set(CASES.map(([{ kind }]) => kind))).toEqual(kinds);
  });
  it('no_duplicate_rows counts whole rows that repeat', () => {
    const twice: Table = {
      rows: 2,
      columns: [{ name: 'x', type: 'number', values: Float64Array.of(1, 1) }],
    };
    const check = (maxShare: number) =>
      checkExpectation(twice, Expectation.parse({ kind: 'no_duplicate_rows', maxShare }));
    expect(check(0).detail).toBe('1 of 2 rows repeat another row.');
    expect(check(0.5).passed).toBe(true);
  });
  it('bounds that are missing on one side bound the other alone', () => {
    const check = Expectation.parse({ kind: 'between', columns: ['size'], min: 1 });
    expect(checkExpectation(table, check).passed).toBe(true);
  });
});
