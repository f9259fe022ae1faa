import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { ensureCluster, POSTGRES_USER, postgresEnv } from './postgres-cluster.ts';
import { postgresPlace, type PostgresPlace } from './postgres-place.ts';
import { ManagedProcess } from './managed-process.ts';
import { privateFolder, secretFile } from './private-file.ts';
import { postgresOwner, type ServerOwner } from './server-owner.ts';
import { serverHandle, type ServerHandle } from './server-handle.ts';
import { StackError, reasonOf } from './stack-error.ts';
import { startProcess, type ProcessSpec, type StackProcess } from './stack-process.ts';

/** A Postgres: our own, or one that was given by DATABASE_URL. */
export interface PostgresServer extends ServerHandle {
  readonly databaseUrl: string;
}

export interface StartPostgresOptions {
  /** Folder of the stack's data; `.perdure` by default. */
  readonly home?: string;
  /** Preferred port; the next free one is taken. */
  readonly port?: number;
  readonly maxConnections?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: (line: string) => void;
  readonly hooks?: Pick<ProcessSpec, 'onSpawn' | 'onExit'>;
}

const DATABASE = 'perdure';
const START_LIMIT_MS = 60_000;
const ATTEMPTS = 5;
const PORT_ATTEMPTS = 3;

/** Starts Postgres with its data kept and synced, and waits until the database can be used. */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer> {
  const url = (options.env ?? process.env).DATABASE_URL;
  if (url !== undefined && url !== '') return given(url);
  const home = resolve(options.home ?? '.perdure');
  privateFolder(join(home, 'logs'));
  const owner = postgresOwner();
  const place = postgresPlace(home, owner, options.log ?? (() => undefined));
  const binaries = postgresBinaries(owner, () => place.folder);
  const password = secretFile(join(home, 'postgres-password'));
  await ensureCluster({ binaries, place, owner, password });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOn({ binaries, place, owner, home, password, options });
    } catch (error) {
      // Between the look and the start another program may have taken the port.
      const taken = error instanceof StackError && /Address already in use/i.test(error.message);
      if (!taken || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function given(databaseUrl: string): Promise<PostgresServer> {
  const why = await refusal(databaseUrl);
  if (why === undefined) return Object.assign(serverHandle(undefined), { databaseUrl });
  const place = URL.canParse(databaseUrl) ? new URL(databaseUrl).host : 'not a URL';
  throw new StackError(
    `DATABASE_URL names a Postgres (${place}) that cannot be used: ${why}.`,
    'Start that server, or unset DATABASE_URL to have one started here.',
  );
}

interface Placement {
  readonly binaries: PostgresBinaries;
  readonly place: PostgresPlace;
  readonly owner: ServerOwner | undefined;
  readonly home: string;
  readonly password: string;
  readonly options: StartPostgresOptions;
}

async function startOn(placement: Placement): Promise<PostgresServer> {
  const port = await freePort(placement.options.port ?? 5432);
  const urlOf = (database: string): string =>
    `postgres://${POSTGRES_USER}:${placement.password}@127.0.0.1:${port}/${database}`;
  const spec = processSpec(placement, port);
  const managed = await ManagedProcess.start(async () => {
    const started = await startUntilItHolds(spec, urlOf('postgres'));
    await ensureDatabase(urlOf('postgres'));
    return started;
  });
  return Object.assign(serverHandle(managed), { databaseUrl: urlOf(DATABASE) });
}

function processSpec(placement: Placement, port: number): ProcessSpec {
  const { binaries, place, owner, home, options } = placement;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 100),
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  return {
    name: 'postgres',
    command: binaries.postgres,
    args: ['-D', place.data, '-p', String(port), ...flags],
    logFile: join(home, 'logs', 'postgres.log'),
    cwd: place.folder,
    env: postgresEnv(),
    ...(owner === undefined ? {} : { owner }),
    // Fast shutdown: SIGTERM would wait for every client to go by itself.
    stopSignal: 'SIGINT',
    graceMs: 8000,
    ...options.hooks,
  };
}

// After a kill -9 the old server's last processes may hold its shared memory for a moment longer.
async function startUntilItHolds(spec: ProcessSpec, url: string): Promise<StackProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await startProcess(spec);
    if (await untilReady(server, url)) return server;
    const last = server.lastLines(4).join(' | ');
    await server.kill9();
    if (attempt === ATTEMPTS || !/still in use|already exists|being used/.test(last)) {
      throw new StackError(`Postgres did not start: ${last}`, `See ${server.logFile}.`);
    }
    await sleep(400 * attempt);
  }
}

async function untilReady(server: StackProcess, url: string): Promise<boolean> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit && server.running) {
    if ((await refusal(url)) === undefined) return true;
    await sleep(50);
  }
  return false;
}

/** Why the database cannot be used; undefined when it can. */
export async function refusal(url: string): Promise<string | undefined> {
  try {
    await withClient(url, (client) => client.query('select 1'));
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

async function ensureDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  // A server that goes away while the client is open must not end this process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
