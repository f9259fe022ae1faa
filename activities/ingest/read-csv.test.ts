import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from './read-csv.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perdure-csv-'));
});
afterAll(() => rm(folder, { recursive: true }));

const schema = [
  { name: 'id', type: 'integer', nullable: false },
  { name: 'weight', type: 'number', nullable: true },
  { name: 'name', type: 'text', nullable: true },
] as const;
async function read(text: string | Buffer, sample?: number, name = 'file.csv') {
  const path = join(folder, name);
  await writeFile(path, text);
  return readCsv(path, schema, {
    ...{ delimiter: ',', most: 1_000, signal: new AbortController().signal },
    ...(sample === undefined ? {} : { sample }),
  });
}

describe('reading CSV by a schema', () => {
  it('finds columns by name, in any order, and leaves others out', async () => {
    const { table, bad } = await read('name,other,weight,id\nann,x,1.5,1\n"b, c",y,,2\n');
    expect(bad).toEqual([]);
    expect(table.columns.map(({ name, values }) => [name, [...values]])).toEqual([
      ['id', [1, 2]],
      ['weight', [1.5, NaN]],
      ['name', ['ann', 'b, c']],
    ]);
  });

  it('sets every row aside that does not fit, with the line it begins on and why', async () => {
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
    const { table, bad } = await read(text);
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

  it('refuses a file whose header lacks a column, naming it and the header', async () => {
    await expect(read('id,name\n1,a\n')).rejects.toThrow('The file lacks "weight"');
  });

  it('reads a byte order mark, Windows line ends and a sample', async () => {
    const { table } = await read('\uFEFFid,weight,name\r\n1,2,a\r\n2,3,b\r\n', 1);
    expect(table.rows).toBe(1);
    expect([...(table.columns[2]?.values ?? [])]).toEqual(['a']);
  });

  it('tells lines behind empty ones and behind quoted line ends, also of a gzipped file', async () => {
    const text = 'id,weight,name\n\n1,1,"a\n""b"""\nx,1,c\n2,2,d\n';
    const { table, bad } = await read(gzipSync(text), undefined, 'file.csv.gz');
    expect([...(table.columns[2]?.values ?? [])]).toEqual(['a\n"b"', 'd']);
    expect(bad.map(({ line, reason }) => [line, reason])).toEqual([[5, '"id" is no integer: "x"']]);
  });

  it('refuses more rows than the task may read', async () => {
    const text = `id,weight,name\n${'1,1,a\n'.repeat(1_001)}`;
    await expect(read(text)).rejects.toThrow('more than 1000 rows');
  });
});
