import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import Long from 'long';
import { freePort } from '../workers/stack/free-port.ts';
import { startProcess, type StackProcess } from '../workers/stack/stack-process.ts';
import {
  SMALL_MACHINE_DYNAMIC_CONFIG,
  TEMPORAL_DYNAMIC_CONFIG,
} from '../workers/stack/temporal-settings.ts';

/** Folder with `temporal-server` and `temporal-sql-tool`, built by `go install` (docs/operations.md). */
const BINARIES = resolve(process.env['PERDURE_BENCH_BIN'] ?? '.cache/bin');

export interface PostgresBackedTemporal {
  readonly address: string;
  readonly process: StackProcess;
}

/** The production server on Postgres; `undefined` when its binaries are not there. */
export async function startTemporalOnPostgres(
  databaseUrl: string,
  home: string,
): Promise<PostgresBackedTemporal | undefined> {
  const server = join(BINARIES, 'temporal-server');
  const sqlTool = join(BINARIES, 'temporal-sql-tool');
  if (!existsSync(server) || !existsSync(sqlTool)) return undefined;
  const database = new URL(databaseUrl);
  for (const [name, schema] of [
    ['temporal', 'temporal'],
    ['temporal_visibility', 'visibility'],
  ] as const) {
    makeDatabase(sqlTool, database, name, `postgresql/v12/${schema}`);
  }
  const port = await freePort(18_233);
  const config = join(home, 'temporal-dynamic.yaml');
  mkdirSync(home, { recursive: true });
  writeFileSync(config, dynamicYaml());
  const started = await startProcess({
    name: 'temporal-postgres',
    command: server,
    args: ['--allow-no-auth', 'start'],
    logFile: join(home, 'temporal-postgres.log'),
    env: serverEnv(database, port, config),
    cwd: home,
  });
  const address = `127.0.0.1:${port}`;
  await untilReady(address);
  return { address, process: started };
}

function makeDatabase(tool: string, database: URL, name: string, schema: string): void {
  const common = ['--plugin', 'postgres12', '--ep', database.hostname, '-p', database.port];
  const login = ['-u', database.username, '--pw', database.password, '--db', name];
  const run = (...args: string[]): void => {
    execFileSync(tool, [...common, ...login, ...args], { stdio: 'pipe' });
  };
  run('create');
  run('setup-schema', '-v', '0.0');
  run('update-schema', '--schema-name', schema);
}

function serverEnv(database: URL, port: number, config: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    DB: 'postgres12',
    DB_PORT: database.port,
    POSTGRES_SEEDS: database.hostname,
    POSTGRES_USER: database.username,
    POSTGRES_PWD: database.password,
    DBNAME: 'temporal',
    VISIBILITY_DBNAME: 'temporal_visibility',
    NUM_HISTORY_SHARDS: '4',
    FRONTEND_GRPC_PORT: String(port),
    FRONTEND_HTTP_PORT: String(port + 10),
    BIND_ON_IP: '127.0.0.1',
    TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
    DYNAMIC_CONFIG_FILE_PATH: config,
    LOG_LEVEL: 'error',
  };
}

/** The same values as on the development server, in the file format the server reads. */
function dynamicYaml(): string {
  return Object.entries({ ...TEMPORAL_DYNAMIC_CONFIG, ...SMALL_MACHINE_DYNAMIC_CONFIG })
    .map(([key, value]) => `${key}:\n  - value: ${JSON.stringify(value)}\n`)
    .join('');
}

async function untilReady(address: string): Promise<void> {
  const limit = Date.now() + 60_000;
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 2_000 });
      await registerDefaultNamespace(connection);
      await connection.close();
      return;
    } catch (error) {
      if (Date.now() > limit) throw error;
      await sleep(500);
    }
  }
}

async function registerDefaultNamespace(connection: Connection): Promise<void> {
  const { namespaces } = await connection.workflowService.listNamespaces({});
  if (namespaces?.some(({ namespaceInfo }) => namespaceInfo?.name === 'default')) return;
  await connection.workflowService.registerNamespace({
    namespace: 'default',
    workflowExecutionRetentionPeriod: { seconds: Long.fromNumber(86_400) },
  });
  await sleep(11_000); // the server's namespace cache is refreshed every ten seconds
}
