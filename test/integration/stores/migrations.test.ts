import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateDown, migrateUp, openStores } from '../../../stores/open-stores.ts';
import { startTestPostgres, type TestPostgres } from '../../servers/postgres.ts';

describe('migrations', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  it('go up, down one by one, and up again to the same schema', async () => {
    const url = await postgres.createDatabase();
    const names = await migrateUp(url);
    expect(names[0]).toBe('0001-dags');
    const numbers = names.map((name) => name.slice(0, 4));
    expect(numbers).toEqual([...new Set(numbers)].sort());
    const schema = await schemaOf(url);
    expect(schema.length).toBeGreaterThan(80);
    for (const name of [...names].reverse()) expect(await migrateDown(url)).toEqual([name]);
    expect(await migrateDown(url)).toEqual([]);
    // Only the table of migrations itself stays.
    expect(new Set((await schemaOf(url)).map((line) => line.split('.')[0]))).toEqual(
      new Set(['migrations']),
    );
    expect(await migrateUp(url)).toEqual(names);
    expect(await schemaOf(url)).toEqual(schema);
    expect(await migrateUp(url)).toEqual([]);
  });

  it('are run once when many processes start at the same moment', async () => {
    const url = await postgres.createDatabase();
    const ran = await Promise.all(Array.from({ length: 8 }, () => migrateUp(url)));
    expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
  });

  it('leave the schema as it was when one of them fails', async () => {
    const url = await postgres.createDatabase();
    await query(url, 'create schema perdure; create table perdure.model_aliases (x int)');
    await expect(migrateUp(url)).rejects.toThrow(/model_aliases/);
    const left = (await schemaOf(url)).map((line) => line.split('.')[0]);
    expect(left).not.toContain('dag_runs');
  });

  it('are asked for by name when they are missing', async () => {
    const url = await postgres.createDatabase();
    const open = openStores({ databaseUrl: url, objectStore: 'file:///tmp/never-made' });
    await expect(open).rejects.toThrow(/0001-dags.*perdure db migrate/);
  });

  it('refuse a count that is none', async () => {
    await expect(migrateDown(postgres.url, 0)).rejects.toThrow(RangeError);
  });
});

async function query<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Every column, index and constraint of the schema, as lines. */
async function schemaOf(url: string): Promise<string[]> {
  const rows = await query<{ line: string }>(
    url,
    `select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
       || coalesce(column_default, '') as line
     from information_schema.columns where table_schema = 'perdure'
     union all select tablename || '.' || indexdef from pg_indexes where schemaname = 'perdure'
     union all select conrelid::regclass || '.' || pg_get_constraintdef(oid) from pg_constraint
       where connamespace = 'perdure'::regnamespace
     order by 1`,
  );
  return rows.map(({ line }) => line.replace(/^perdure\./, ''));
}
