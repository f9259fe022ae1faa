import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withSource } from '../../../activities/ingest/fetch-source.ts';
import { readPostgres, type SqlValue } from '../../../activities/ingest/read-postgres.ts';
import { sensorContext } from '../../../activities/testing/sensor-context.ts';
import { memoryStores } from '../../../stores/memory-stores.ts';
import { openObjectStore } from '../../../stores/objects/open-object-store.ts';
import { startTestPostgres, type TestPostgres } from '../../servers/postgres.ts';
import { findProgram, missingProgram } from '../../servers/s3/find-program.ts';
import { MINIO, startS3Server, VERSITYGW, type TestS3Server } from '../../servers/s3/s3-server.ts';

describe('a query on a real Postgres', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  const schema = [
    { name: 'id', type: 'integer' as const, nullable: false },
    { name: 'price', type: 'number' as const, nullable: true },
    { name: 'day', type: 'text' as const, nullable: true },
    { name: 'sold', type: 'integer' as const, nullable: false },
  ];
  const read = (
    text: string,
    values: readonly SqlValue[] = [],
    limits: { sample?: number; most?: number; signal?: AbortSignal } = {},
  ) =>
    readPostgres(postgres.url, { text, values }, schema, {
      ...{ most: 100_000, signal: new AbortController().signal, ...limits },
    });
  const ROWS = `select i as id, (i::numeric / 4) as price, date '2026-01-01' + i as day, i % 2 = 0 as sold
    from generate_series(1, $1::int) s(i)`;

  it('comes in batches, exact, truth values as 0 and 1', async () => {
    const { table, bad } = await read(`${ROWS};`, [12_345]);
    expect(bad).toEqual([]);
    expect(table.rows).toBe(12_345);
    expect(table.columns.map(({ values }) => values[12_344])).toEqual([
      ...[12_345, 3086.25, '2059-10-20', 0],
    ]);
  });
  it('stops at a sample, and refuses more rows than asked for', async () => {
    expect((await read(ROWS, [9], { sample: 4 })).table.rows).toBe(4);
    await expect(read(ROWS, [9], { most: 8 })).rejects.toThrow('more than 8 rows');
  });
  it('sets rows aside that do not fit, and names columns that are not there', async () => {
    const query = `select 'x' as id, null as price, 'a' as day, 1 as sold union all select '2', 'NaN', null, 0`;
    const { table, bad } = await read(query);
    expect(table.rows).toBe(0);
    expect(bad.map(({ line, reason }) => [line, reason])).toEqual([
      [1, '"id" is no integer: "x"'],
      [2, '"price" is no number: "NaN"'],
    ]);
    await expect(read('select 1 as id')).rejects.toThrow('The query lacks "price", "day", "sold"');
  });
  it.each([
    ['a second statement', 'select 1; drop schema public'],
    ['writing', 'insert into somewhere values (1) returning 1'],
    ['a function that writes', 'select lo_creat(-1) as id'],
  ])('refuses %s (Q1)', async (_what, query) => {
    await expect(read(query)).rejects.toThrow();
  });
  it('ends when its task is aborted (Q3)', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    await expect(read('select pg_sleep(30) as id', [], { signal: stop.signal })).rejects.toThrow();
  });
});

const program = [MINIO, VERSITYGW].find(({ name }) => findProgram(name) !== undefined);

describe('a source on a real S3 server', () => {
  if (program === undefined) {
    it.skip(`reading objects: ${missingProgram(MINIO.name)}`, () => {});
    return;
  }
  let server: TestS3Server;
  beforeAll(async () => {
    server = await startS3Server(program);
  });
  afterAll(() => server.stop());

  it('is fetched with the keys of a secret, hashed, and removed behind its reader', async () => {
    const lake = await openObjectStore('s3://lake/raw', server.access);
    await lake.put('orders.csv', Buffer.from('id\n1\n'));
    const { context } = sensorContext({
      services: { objects: memoryStores().objects },
      secrets: { lake: JSON.stringify(server.access) },
    });
    const fetch = (key: string, maxBytes = 100): Promise<[string, string]> =>
      withSource(context, `s3://lake/raw/${key}`, { maxBytes, secret: 'lake' }, async (source) => {
        expect(source.size).toBe(5);
        return [source.path, await readFile(source.path, 'utf8')];
      });
    const [path, text] = await fetch('orders.csv');
    expect(text).toBe('id\n1\n');
    await expect(readFile(path)).rejects.toThrow('ENOENT');
    await expect(fetch('nothing.csv')).rejects.toThrow(/for good.*answered 404/);
    await expect(fetch('orders.csv', 4)).rejects.toThrow(/for good.*more than 4 bytes/);
    await lake.close();
  });
});
