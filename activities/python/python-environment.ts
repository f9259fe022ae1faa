import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TaskContext } from '../../dsl/index.ts';
import { installEnvironment } from './python-env.ts';

/** Where a script's Python comes from. */
export type PythonSource =
  /** An interpreter: a path, or a name on the worker's PATH. */
  | string
  /** A virtual environment that is there. */
  | { readonly venv: string }
  /** A requirements file with hashes; the environment is made once on each machine and kept. */
  | { readonly requirements: string; readonly base?: string };

const run = promisify(execFile);
const INSTALL_LIMITS = { timeout: 30 * 60_000, maxBuffer: 64 * 1024 * 1024 };
const making = new Map<string, Promise<string>>();

/**
 * The interpreter of a source.
 *
 * E1 An environment is named by the hash of its requirements and of its base's version, and appears
 *    under that name when it is complete: workers that make the same one at once do no harm.
 * E2 Requirements without hashes are refused: what is installed must be what was locked.
 */
export function interpreterOf(ctx: TaskContext, source: PythonSource): Promise<string> {
  if (typeof source === 'string') return Promise.resolve(source);
  if ('venv' in source) return Promise.resolve(interpreterIn(path.resolve(source.venv)));
  const known = making.get(source.requirements);
  if (known !== undefined) return known;
  const made = environmentOf(ctx, source).finally(() => making.delete(source.requirements));
  making.set(source.requirements, made);
  return made;
}

const interpreterIn = (folder: string): string =>
  process.platform === 'win32'
    ? path.join(folder, 'Scripts', 'python.exe')
    : path.join(folder, 'bin', 'python');

async function environmentOf(
  ctx: TaskContext,
  { requirements, base = 'python3' }: Extract<PythonSource, { requirements: string }>,
): Promise<string> {
  const text = await readRequirements(ctx, requirements);
  const { stdout: version } = await run(base, ['-c', 'import sys; print(sys.version)'], {
    env: installEnvironment(),
  });
  const name = createHash('sha256').update(`${version}\n${text}`).digest('hex').slice(0, 32);
  const folder = path.join(environmentsFolder(), name);
  const python = interpreterIn(folder);
  if (await isThere(python)) return python;
  ctx.log.info(`Making a Python environment for "${requirements}".`, { folder });
  const part = `${folder}.${randomUUID()}.part`;
  try {
    await install(ctx, { base, part, requirements });
    // Another worker may have been first; its environment is the same.
    await rename(part, folder).catch(async (error: unknown) => {
      if (!(await isThere(python))) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return python;
}

async function install(
  ctx: TaskContext,
  { base, part, requirements }: { base: string; part: string; requirements: string },
): Promise<void> {
  const options = { env: installEnvironment(), signal: ctx.signal, ...INSTALL_LIMITS };
  await mkdir(path.dirname(part), { recursive: true });
  try {
    await run(base, ['-m', 'venv', part], options);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(interpreterIn(part), [...pip, '--require-hashes', '-r', requirements], options);
  } catch (error) {
    const said: unknown = error instanceof Error ? Reflect.get(error, 'stderr') : undefined;
    ctx.log.error('The Python environment could not be made.', { said });
    throw error;
  }
}

async function readRequirements(ctx: TaskContext, file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() =>
    ctx.fail(`The requirements file "${file}" cannot be read on this worker.`, { retry: false }),
  );
  if (text.includes('--hash=')) return text;
  return ctx.fail(
    `"${file}" has no hashes. Lock it, such as with \`uv pip compile --generate-hashes\` or \`pip-compile --generate-hashes\`.`,
    { retry: false },
  );
}

function environmentsFolder(): string {
  const own = process.env['PERDURE_PYTHON_ENVIRONMENTS'];
  if (own !== undefined) return own;
  return path.join(
    process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'),
    'perdure',
    'python',
  );
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
