import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrateUp } from '../../stores/postgres/index.ts';
import { startPostgres } from '../../workers/stack/postgres.ts';

/** A Postgres of a test's own: the embedded one, in a folder that goes with it. */
export interface TestPostgres {
  /** A database with Perdure's schema. */
  readonly url: string;
  /** Another database on the same server, empty unless `migrated`. */
  createDatabase(options?: { readonly migrated?: boolean }): Promise<string>;
  /** SIGKILL to the server; `restart` brings it back on the same port and data. */
  kill9(): Promise<void>;
  restart(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Starts a Postgres, whatever DATABASE_URL says. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'perdure-test-postgres-'));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const server = await startPostgres({ home, port, env: {}, maxConnections: 60 });
  const url = server.databaseUrl;
  await migrateUp(url);
  return {
    url,
    createDatabase: (options) => createDatabase(url, options?.migrated ?? false),
    kill9: () => server.kill9(),
    restart: () => server.restart(),
    stop: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function createDatabase(url: string, migrated: boolean): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const made = new URL(url);
  made.pathname = `/${name}`;
  if (migrated) await migrateUp(made.href);
  return made.href;
}
