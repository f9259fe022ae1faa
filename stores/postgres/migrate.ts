import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { packageRoot } from './package-root.ts';

/**
 * Runs the numbered files of `stores/migrations`.
 *
 * M1 One process migrates at a time: the others wait on an advisory lock, then find nothing to do.
 * M2 All files of a call go in one transaction: the schema is moved as a whole or not at all.
 * M3 A file that was released is never edited; the order of the files is checked against the table
 *    `perdure.migrations`.
 */

/** Any number but node-pg-migrate's own default, so that other users of it do not wait for us. */
const LOCK = 7_307_116_117_114_101;

/** Brings the schema up to date; safe from many processes at once. @returns names of what it ran. */
export async function migrateUp(databaseUrl: string): Promise<readonly string[]> {
  return migrate(databaseUrl, 'up', Number.POSITIVE_INFINITY);
}

/** Takes the newest `count` migrations back, with their data. @returns names of what it ran. */
export async function migrateDown(databaseUrl: string, count = 1): Promise<readonly string[]> {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`The count of migrations to take back must be at least 1, not ${count}.`);
  }
  return migrate(databaseUrl, 'down', count);
}

async function migrate(
  databaseUrl: string,
  direction: 'up' | 'down',
  count: number,
): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  // A connection lost between two queries; the query that follows reports it.
  client.on('error', () => {});
  await client.connect();
  try {
    const ran = await runner({
      dbClient: client,
      dir: join(packageRoot(), 'stores', 'migrations'),
      direction,
      count,
      migrationsSchema: 'perdure',
      createMigrationsSchema: true,
      migrationsTable: 'migrations',
      advisoryLockMode: 'wait',
      lockValue: LOCK,
      singleTransaction: true,
      log: () => {},
    });
    return ran.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
