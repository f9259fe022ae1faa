import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dag, task } from '../../dsl/index.ts';
import { testDag } from '../../workers/testing/index.ts';
import { DatasetRef, ingestCsv, ingestParquet, ingestSql, readDataset } from '../index.ts';

const schema = [
  { name: 'id', type: 'integer' as const },
  { name: 'day', type: 'text' as const },
  { name: 'price', type: 'number' as const, nullable: true },
  { name: 'sold', type: 'integer' as const },
];
const read = task({
  name: 'read',
  input: z.object({ data: DatasetRef }),
  output: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  run: async ({ data }, ctx) =>
    (await readDataset(ctx, data)).columns.map(({ values }) =>
      [...values].map((value) => (Number.isNaN(value) ? null : value)),
    ),
});
let folder = '';
let server: Server;
let site = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perdure-ingest-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`copy (
    select i::bigint as id, date '2026-11-01' + i::int as day, (i % 2 = 0) as sold,
      case when i = 3 then 'nan'::float when i = 4 then null else (i / 4)::float end as price
    from range(1, 7) r(i)) to '${folder}/sales.parquet' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
  await writeFile(join(folder, 'names.csv'), "id,name\n1,ann\n2,o'hara\n");
  server = createServer((request, response) => {
    if (request.url === '/big.csv') response.end('id,name\n' + '1,a\n'.repeat(1_000));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address of its own kind.
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

describe('reading Parquet', () => {
  const reading = dag({ id: 'reading', params: { url: z.string() } }, ({ params }) =>
    read({ data: ingestParquet({ url: params.url, schema }) }),
  );
  it('takes dates as texts, truth values as 0 and 1, and NaN as missing', async () => {
    const run = await testDag(reading, { params: { url: join(folder, 'sales.parquet') } });
    expect(run.errors).toEqual([]);
    expect(run.result).toEqual([
      [1, 2, 3, 4, 5, 6],
      ['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06', '2026-11-07'],
      [0.25, 0.5, null, null, 1.25, 1.5],
      [0, 1, 0, 1, 0, 1],
    ]);
  });
  it('fails at once for a file of another kind, in words', async () => {
    const run = await testDag(reading, { params: { url: join(folder, 'names.csv') } });
    expect(run.instances[0]).toMatchObject({ state: 'failed', tries: 1 });
    expect(run.errors.join()).toContain('names.csv');
  });
});

describe('reading by SQL over files', () => {
  const joined = (query: string, values: (string | number)[] = []) =>
    dag({ id: 'joined' }, () => {
      const files = { sales: join(folder, 'sales.parquet'), names: join(folder, 'names.csv') };
      const found = [
        { name: 'name', type: 'text' as const },
        { name: 'total', type: 'number' as const },
      ];
      const from = { kind: 'files' as const, files };
      return read({ data: ingestSql({ from, query, values, schema: found }) });
    });
  it('joins them, with values that stay values', async () => {
    const query = `select name, 4 * price as total from sales join names using (id)
                   where name in ($1, $2) order by name desc;`;
    const run = await testDag(joined(query, ["o'hara", "x' or 1=1 --"]));
    expect(run.errors).toEqual([]);
    expect(run.result).toEqual([["o'hara"], [2]]);
  });
  it.each([
    ['another file', "select 'a' as name, 1 as total from read_csv('/etc/passwd')"],
    ['settings', 'select 1) as a; set enable_external_access = true; select (1'],
    ['extensions', "select 'a' as name, 1 as total from read_csv('http://127.0.0.1:1/x')"],
  ])('reaches nothing else: %s (D1, D2)', async (_, query) => {
    const run = await testDag(joined(query));
    expect(run.instances[0]).toMatchObject({ state: 'failed', tries: 1 });
  });
});

describe('limits', () => {
  const two = [
    { name: 'id', type: 'integer' as const },
    { name: 'name', type: 'text' as const },
  ];
  const limited = dag(
    { id: 'limited', params: { url: z.string(), maxBytes: z.int(), maxRows: z.int() } },
    ({ params: { url, maxBytes, maxRows } }) => ingestCsv({ url, schema: two, maxBytes, maxRows }),
  );
  it.each([
    [{ maxBytes: 100, maxRows: 10_000 }, 'has more than 100 bytes'],
    [{ maxBytes: 100_000, maxRows: 500 }, 'more than 500 rows'],
  ])('%j end the task at its first try', async (params, words) => {
    const run = await testDag(limited, { params: { ...params, url: `${site}/big.csv` } });
    expect(run.instances[0]).toMatchObject({ state: 'failed', tries: 1 });
    expect(run.errors.join()).toContain(words);
  });
  it('a source within them is read over http', async () => {
    const run = await testDag(limited, {
      params: { maxBytes: 100_000, maxRows: 1_000, url: `${site}/big.csv` },
    });
    expect(run.errors).toEqual([]);
    expect(run.result).toMatchObject({ rows: 1_000, source: { size: 4_008 } });
  });
});
