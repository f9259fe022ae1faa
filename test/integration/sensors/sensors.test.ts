import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectExists } from '../../../activities/sensors/object-exists.ts';
import { sqlRow } from '../../../activities/sensors/sql-row.ts';
import { poke, sensorContext } from '../../../activities/testing/sensor-context.ts';
import { memoryStores } from '../../../stores/memory-stores.ts';
import { openObjectStore } from '../../../stores/objects/open-object-store.ts';
import { startTestPostgres, type TestPostgres } from '../../servers/postgres.ts';
import { findProgram, missingProgram } from '../../servers/s3/find-program.ts';
import { MINIO, startS3Server, VERSITYGW, type TestS3Server } from '../../servers/s3/s3-server.ts';

describe('sqlRow on a real Postgres', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  const ask = (
    query: string,
    values: readonly unknown[] = [],
    url = postgres.url,
  ): Promise<unknown> =>
    poke(sqlRow, { connection: 'db', query, values }, sensorContext({ secrets: { db: url } }));

  it('waits for a row, and gives the first as JSON, times in UTC', async () => {
    const query = `select 7 as n, 'a' as t, null as nothing, timestamptz '2026-01-01T12:00+02' as at,
      array[1, 2] as list where $1 = 'go';`;
    expect(await ask(query, ['wait'])).toBeUndefined();
    expect(await ask(query, ['go'])).toEqual({
      ...{ n: 7, t: 'a', nothing: null, at: '2026-01-01T10:00:00+00:00', list: [1, 2] },
    });
  });

  it('takes values as values, never as SQL', async () => {
    expect(await ask('select 1 as n where $1::text = $2', ["x' or true --", 'x'])).toBeUndefined();
  });

  it.each([
    ['a second statement', 'select 1; drop schema public'],
    ['a way out of the brackets', 'select 1) as a; select (2'],
    ['writing', 'insert into somewhere values (1) returning 1'],
    ['writing inside', 'with w as (create table t (n int)) select 1'],
    ['a table that is not there', 'select * from nowhere'],
  ])('fails for good on %s', async (_what, query) => {
    await expect(ask(query)).rejects.toThrow(/^failed for good: The query was refused/);
  });

  it('refuses a function that writes: the transaction is read-only', async () => {
    await expect(ask("select nextval('s') from (select 1) as one")).rejects.toThrow(/refused/);
    await expect(ask('select lo_creat(-1) as n')).rejects.toThrow(/read-only/);
  });

  it('fails as any poke when the database is away', async () => {
    await expect(ask('select 1', [], 'postgres://u:p@127.0.0.1:1/x')).rejects.toThrow(
      /ECONNREFUSED/,
    );
  });

  it('ends with its poke', async () => {
    const stop = new AbortController();
    const asked = poke(
      sqlRow,
      { connection: 'db', query: 'select pg_sleep(30)', values: [] },
      sensorContext({ secrets: { db: postgres.url }, signal: stop.signal }),
    );
    setTimeout(() => stop.abort(), 200);
    await expect(asked).rejects.toThrow();
  });
});

const program = [MINIO, VERSITYGW].find(({ name }) => findProgram(name) !== undefined);

describe('objectExists on a real S3 server', () => {
  if (program === undefined) {
    it.skip(`object sensor: ${missingProgram(MINIO.name)}`, () => {});
    return;
  }
  let server: TestS3Server;
  beforeAll(async () => {
    server = await startS3Server(program);
  });
  afterAll(() => server.stop());

  it('waits for an object of any bucket, with the credentials of a secret', async () => {
    const lake = await openObjectStore('s3://lake/raw', server.access);
    const { objects } = memoryStores();
    const ask = (): Promise<unknown> =>
      poke(
        objectExists,
        { uri: 's3://lake/raw/orders/part-1.csv', minBytes: 1, access: 'lake' },
        sensorContext({
          services: { objects },
          secrets: { lake: JSON.stringify(server.access) },
        }),
      );
    expect(await ask()).toBeUndefined();
    await lake.put('orders/part-1.csv', Buffer.from('id\n1\n'));
    expect(await ask()).toMatchObject({ uri: 's3://lake/raw/orders/part-1.csv', bytes: 5 });
    await lake.close();
  });
});
