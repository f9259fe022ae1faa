import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Database } from './database.ts';
import { packageRoot } from './package-root.ts';

/**
 * Refuses a database whose schema is behind this program. One that is ahead is taken: during an
 * upgrade the older release works beside the newer one.
 */
export async function checkSchema(database: Database): Promise<void> {
  const applied = new Set(await appliedMigrations(database));
  const missing = (await migrationNames()).filter((name) => !applied.has(name));
  if (missing.length === 0) return;
  throw new Error(
    `The database lacks ${missing.length} migration(s), first "${missing[0]}". ` +
      'Run `perdure db migrate` with the same DATABASE_URL.',
  );
}

async function appliedMigrations(database: Database): Promise<readonly string[]> {
  const text = 'select name from perdure.migrations';
  try {
    return (await database.query<{ name: string }>({ text }, [])).map(({ name }) => name);
  } catch (error) {
    // undefined_table: a database that was never migrated.
    if (error instanceof Error && Reflect.get(error, 'code') === '42P01') return [];
    throw error;
  }
}

async function migrationNames(): Promise<readonly string[]> {
  const files = await readdir(join(packageRoot(), 'stores', 'migrations'));
  const scripts = files.filter((file) => file.endsWith('.sql'));
  return scripts.map((file) => basename(file, '.sql')).sort();
}
