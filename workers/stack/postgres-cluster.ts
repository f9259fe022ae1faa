import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { identifyProcess } from './process-identity.ts';
import type { ServerOwner } from './server-owner.ts';
import { StackError } from './stack-error.ts';

/** The database user of the embedded Postgres. */
export const POSTGRES_USER = 'perdure';

/** What `initdb` needs. */
export interface ClusterOptions {
  readonly binaries: PostgresBinaries;
  readonly place: PostgresPlace;
  readonly owner: ServerOwner | undefined;
  readonly password: string;
}

/** Makes the data folder at first start. It appears by one rename: a killed start leaves none. */
export async function ensureCluster(options: ClusterOptions): Promise<void> {
  const { place } = options;
  if (existsSync(join(place.data, 'PG_VERSION'))) return removeStalePid(place.data);
  const unfinished = join(place.folder, `new-${randomBytes(4).toString('hex')}`);
  try {
    await initdb(options, unfinished);
    rmSync(place.data, { recursive: true, force: true });
    renameSync(unfinished, place.data);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function initdb(options: ClusterOptions, data: string): Promise<void> {
  const { binaries, place, owner, password } = options;
  const passwordFile = join(place.folder, `password-${randomBytes(4).toString('hex')}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (owner !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
  try {
    const { code, output } = await run(binaries.initdb, initdbArgs(data, passwordFile), options);
    if (code === 0) return;
    const why = output.trim().split('\n').slice(-2).join(' ');
    throw new StackError(
      `Postgres could not make its data folder in ${place.folder}: ${why}`,
      'Give it a folder it can write, or set DATABASE_URL to a running server.',
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function initdbArgs(data: string, passwordFile: string): string[] {
  return [
    ...[`--pgdata=${data}`, `--username=${POSTGRES_USER}`, `--pwfile=${passwordFile}`],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--data-checksums'],
    '--no-instructions',
  ];
}

function run(
  command: string,
  args: readonly string[],
  { place, owner }: ClusterOptions,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: place.folder,
      env: postgresEnv(),
      timeout: 120_000,
      killSignal: 'SIGKILL',
      ...owner,
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-8192);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** A small environment: the messages that are read must be English, and no PG* variable may leak. */
export function postgresEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * After a kill -9 the number in `postmaster.pid` may belong to another program by now, and Postgres
 * would refuse to start. The file goes only when that process is surely not a Postgres of this folder.
 */
function removeStalePid(data: string): void {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const holder = Number.isInteger(pid) && pid > 0 ? identifyProcess(pid) : undefined;
  if (holder !== undefined && !holder.commandLine.includes(data)) rmSync(file, { force: true });
}
