import { describe, expect, it } from 'vitest';
import { fromCanonicalCsv, toCanonicalCsv } from '../data/canonical-csv.ts';
import type { Table } from '../../ml/data/table.ts';
import { readCsv } from './read-csv.ts';

const schema = [
  { name: 'id', type: 'integer', nullable: false },
  { name: 'weight', type: 'number', nullable: true },
  { name: 'name', type: 'text', nullable: true },
] as const;
const read = (text: string, limit?: number) =>
  readCsv(text, schema, { delimiter: ',', ...(limit === undefined ? {} : { limit }) });

describe('reading CSV by a schema', () => {
  it('finds columns by name, in any order, and leaves others out', () => {
    const { table, bad } = read('name,other,weight,id\nann,x,1.5,1\n"b, c",y,,2\n');
    expect(bad).toEqual([]);
    expect(table.columns.map(({ name, values }) => [name, [...values]])).toEqual([
      ['id', [1, 2]],
      ['weight', [1.5, NaN]],
      ['name', ['ann', 'b, c']],
    ]);
  });

  it('sets every row aside that does not fit, with the line it begins on and why', () => {
    const text = [
      'id,weight,name',
      '1,1,ok',
      '2,heavy,ann',
      '3.5,1,bob',
      ',1,eve',
      '5,1',
      '6,1,"two',
      'lines",extra',
      '7,1e3,fine',
      '8,0x10,hex',
    ].join('\n');
    const { table, bad } = read(text);
    expect([...(table.columns[0]?.values ?? [])]).toEqual([1, 7]);
    expect(bad.map(({ line, reason }) => [line, reason])).toEqual([
      [3, '"weight" is no number: "heavy"'],
      [4, '"id" is no integer: "3.5"'],
      [5, '"id" is empty'],
      [6, '2 fields instead of 3'],
      [7, '4 fields instead of 3'],
      [10, '"weight" is no number: "0x10"'],
    ]);
  });

  it('refuses a file whose header lacks a column, naming it and the header', () => {
    expect(() => read('id,name\n1,a\n')).toThrow('The file lacks "weight"');
  });

  it('reads a byte order mark, Windows line ends and a sample', () => {
    const { table } = read('\uFEFFid,weight,name\r\n1,2,a\r\n2,3,b\r\n', 1);
    expect(table.rows).toBe(1);
    expect([...(table.columns[2]?.values ?? [])]).toEqual(['a']);
  });
});

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
