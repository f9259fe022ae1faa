import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import type { S3Access } from '../../../stores/objects/s3-access.ts';
import { findProgram, missingProgram } from './find-program.ts';

/** An S3 server of a test's own. */
export interface TestS3Server {
  readonly access: S3Access & { readonly endpoint: string };
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** A program that speaks S3, and how to start it on a folder. */
export interface S3Program {
  readonly name: string;
  readonly args: (options: { readonly port: number; readonly folder: string }) => readonly string[];
  readonly env: (access: S3Access) => NodeJS.ProcessEnv;
}

export const MINIO: S3Program = {
  name: 'minio',
  args: ({ port, folder }) => [
    ...['server', '--quiet', '--address', `127.0.0.1:${port}`],
    ...['--console-address', '127.0.0.1:0', folder],
  ],
  env: ({ accessKeyId, secretAccessKey }) => ({
    MINIO_ROOT_USER: accessKeyId,
    MINIO_ROOT_PASSWORD: secretAccessKey,
    MINIO_BROWSER: 'off',
  }),
};

export const VERSITYGW: S3Program = {
  name: 'versitygw',
  args: ({ port, folder }) => [
    ...['--quiet', '--keep-alive', '--port', `127.0.0.1:${port}`],
    ...['posix', folder],
  ],
  env: ({ accessKeyId, secretAccessKey }) => ({
    ROOT_ACCESS_KEY_ID: accessKeyId,
    ROOT_SECRET_ACCESS_KEY: secretAccessKey,
  }),
};

const START_LIMIT_MS = 30_000;

/** Starts the program on a free port and waits until it answers. */
export async function startS3Server(program: S3Program): Promise<TestS3Server> {
  const command = findProgram(program.name);
  if (command === undefined) throw new Error(missingProgram(program.name));
  const folder = await mkdtemp(join(tmpdir(), `perdure-test-${program.name}-`));
  const port = await getPort();
  const access = {
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId: 'perdure-test',
    secretAccessKey: randomBytes(16).toString('hex'),
  };
  const child = spawn(command, program.args({ port, folder }), {
    env: { PATH: process.env['PATH'], HOME: folder, ...program.env(access) },
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await untilItAnswers(child, access.endpoint);
  return { access, stop };

  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  }
}

async function untilItAnswers(child: ChildProcess, endpoint: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    // Any answer will do: without credentials it is a refusal. 503: not ready yet.
    const status = await fetch(endpoint).then(
      (response) => response.status,
      () => 0,
    );
    if (status !== 0 && status !== 503) return;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`The S3 server did not start: ${said}`);
}
