import { describe, expect, it } from 'vitest';
import { fromCanonicalCsv, toCanonicalCsv } from './canonical-csv.ts';
import type { Table } from '../../ml/data/table.ts';

describe('the canonical form', () => {
  const table: Table = {
    rows: 4,
    columns: [
      { name: 'x', type: 'number', values: Float64Array.of(0.1 + 0.2, -0, 5e-324, NaN) },
      { name: 'n', type: 'integer', values: Float64Array.of(1, 2, 3, 2 ** 53 - 1) },
      { name: 'a "name", odd', type: 'text', values: ['', null, 'line\nbreak', 'quo"te'] },
    ],
  };
  it('gives back the same table, bit for bit (C2)', () => {
    const columns = table.columns.map(({ name, type }) => ({ name, type }));
    const back = fromCanonicalCsv(toCanonicalCsv(table), columns);
    expect(back).toEqual(table);
    expect(Object.is(back.columns[0]?.values[1], -0)).toBe(true);
  });
  it('of numbers alone is read without the slow parser, to the same table', () => {
    const numbers: Table = { rows: 4, columns: table.columns.slice(0, 2) };
    const columns = numbers.columns.map(({ name, type }) => ({ name, type }));
    expect(fromCanonicalCsv(toCanonicalCsv(numbers), columns)).toEqual(numbers);
  });
});
