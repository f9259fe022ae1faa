import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ignoreRules, type IgnoreRules } from './ignore-rules.ts';
import { engineVersion } from './engine-version.ts';
import { compareText } from './load-fault.ts';
import { relativeImports } from './relative-imports.ts';

const CODE = /\.([cm]?[jt]sx?|json|sql|ya?ml|toml|wasm|node)$/;
const LOCKFILES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
];

/**
 * Names a state of the author's code: runs are pinned to it, so equal code on two machines must give
 * the same id and other code another.
 *
 * H1 It covers every code file of the dag folder, every file those import by relative path from
 *    outside it, the nearest lockfile and the engine's version.
 * H2 It depends on contents and on paths relative to the folder, never on times or machines.
 */
export async function buildId(path: string): Promise<string> {
  const root = await rootOf(path);
  const hash = createHash('sha256').update(`perdure ${await engineVersion()}\n`);
  for (const file of await authorFiles(path)) {
    const text = await readFile(file).catch(() => undefined);
    if (text === undefined) continue;
    hash.update(`${nameIn(root, file)}\0${text.length}\0`).update(text);
  }
  const lockfile = await nearestLockfile(root);
  if (lockfile !== undefined) hash.update('lockfile\0').update(lockfile);
  return hash.digest('hex').slice(0, 16);
}

/** The files that a build id covers (H1), in a stable order. `path` is a folder or one file. */
export async function authorFiles(path: string): Promise<readonly string[]> {
  const root = await rootOf(path);
  const own = root === resolve(path) ? await codeFiles(root) : [resolve(path)];
  return inStableOrder(root, own);
}

async function rootOf(path: string): Promise<string> {
  const absolute = resolve(path);
  return (await stat(absolute)).isDirectory() ? absolute : dirname(absolute);
}

async function codeFiles(root: string): Promise<readonly string[]> {
  const ignored = await ignoreRules(root);
  const seen = new Set<string>();
  return walk(root, root, ignored, seen);
}

async function walk(
  root: string,
  folder: string,
  ignored: IgnoreRules,
  seen: Set<string>,
): Promise<readonly string[]> {
  const real = await realpath(folder);
  if (seen.has(real)) return [];
  seen.add(real);
  const found: string[] = [];
  for (const name of (await readdir(folder).catch(() => [])).sort(compareText)) {
    if (name === 'node_modules' || name.startsWith('.')) continue;
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    const asIgnored = nameIn(root, path);
    if (facts?.isDirectory() === true) {
      if (!ignored(`${asIgnored}/`)) found.push(...(await walk(root, path, ignored, seen)));
    } else if (facts?.isFile() === true && CODE.test(name) && !ignored(asIgnored)) found.push(path);
  }
  return found;
}

/** H2: by name relative to the folder, since absolute paths sort otherwise on another machine. */
async function inStableOrder(root: string, own: readonly string[]): Promise<readonly string[]> {
  const all = await withImports(own);
  return [...all].sort((a, b) => compareText(nameIn(root, a), nameIn(root, b)));
}

function nameIn(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}

/** The files and, followed all the way, what they import by relative path. */
async function withImports(files: readonly string[]): Promise<readonly string[]> {
  const all = new Set(files);
  for (const file of all) {
    for (const imported of await relativeImports(file)) all.add(imported);
  }
  return [...all];
}

async function nearestLockfile(folder: string): Promise<Buffer | undefined> {
  for (const name of LOCKFILES) {
    const text = await readFile(join(folder, name)).catch(() => undefined);
    if (text !== undefined) return text;
  }
  return dirname(folder) === folder ? undefined : nearestLockfile(dirname(folder));
}
