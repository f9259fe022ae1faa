import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ignoreRules, type IgnoreRules } from './ignore-rules.ts';
import { compareText, type LoadFault } from './load-fault.ts';

export interface DiscoveredFiles {
  /** The folder that file names are relative to. */
  readonly root: string;
  /** Relative to `root`, sorted. */
  readonly files: readonly string[];
  readonly faults: readonly LoadFault[];
}

const DAG_FILE = /\.dag\.(ts|mts|js|mjs)$/;

/** Whether a file name is that of a dag file. */
export function isDagFile(name: string): boolean {
  return DAG_FILE.test(name);
}

/**
 * Finds the dag files under a folder; a path to one file finds that file.
 *
 * D1 `node_modules`, dot folders and what `.perdureignore` names are skipped.
 * D2 A real folder is walked once, under its own name where it has one in here, however many links
 *    lead to it; so a loop of links ends.
 * D3 A link that cannot be followed is a fault of its own and hides nothing beside it.
 */
export async function discoverDagFiles(path: string): Promise<DiscoveredFiles> {
  const absolute = resolve(path);
  const facts = await stat(absolute).catch(() => undefined);
  if (facts === undefined) return { root: absolute, files: [], faults: [missingFolder(path)] };
  if (!facts.isDirectory()) {
    return { root: dirname(absolute), files: [basename(absolute)], faults: [] };
  }
  const ignored = await ignoreRules(absolute);
  const walk: Walk = { root: absolute, files: [], faults: [], links: [], seen: new Set() };
  await visit(walk, absolute, ignored);
  // Links that are met on the way join the end of the list.
  for (const link of walk.links) await follow(walk, link, ignored);
  const { root, files, faults } = walk;
  if (files.length === 0 && faults.length === 0) faults.push(emptyFolder(path));
  return { root, files: files.sort(compareText), faults };
}

interface Walk {
  readonly root: string;
  readonly files: string[];
  readonly faults: LoadFault[];
  /** Symbolic links, followed once all real folders are known. */
  readonly links: string[];
  readonly seen: Set<string>;
}

async function visit(walk: Walk, folder: string, ignored: IgnoreRules): Promise<void> {
  walk.seen.add(await realpath(folder));
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    walk.faults.push(unreadable(nameOf(walk, folder), error));
    return [];
  });
  for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
    if (entry.isSymbolicLink()) walk.links.push(path);
    else if (entry.isDirectory()) await enter(walk, path, ignored);
    else if (isDagFile(entry.name)) add(walk, path, ignored);
  }
}

async function enter(walk: Walk, folder: string, ignored: IgnoreRules): Promise<void> {
  if (!ignored(`${nameOf(walk, folder)}/`)) await visit(walk, folder, ignored);
}

function add(walk: Walk, file: string, ignored: IgnoreRules): void {
  const name = nameOf(walk, file);
  if (!ignored(name)) walk.files.push(name);
}

async function follow(walk: Walk, link: string, ignored: IgnoreRules): Promise<void> {
  const name = nameOf(walk, link);
  if (ignored(name) || ignored(`${name}/`)) return;
  const target = await stat(link).catch(() => undefined);
  if (target === undefined) {
    // Links to other things than dag files are nobody's business here, broken or not.
    if (isDagFile(link)) walk.faults.push(brokenLink(name));
    return;
  }
  if (!target.isDirectory()) {
    if (isDagFile(link)) add(walk, link, ignored);
    return;
  }
  const real = await realpath(link);
  if (isInside(await realpath(dirname(link)), real)) walk.faults.push(linkLoop(name));
  else if (!walk.seen.has(real)) await visit(walk, link, ignored);
}

function isInside(folder: string, ancestor: string): boolean {
  return (
    folder === ancestor || folder.startsWith(ancestor.endsWith(sep) ? ancestor : ancestor + sep)
  );
}

function nameOf(walk: Walk, path: string): string {
  return relative(walk.root, path).split(sep).join('/');
}

function missingFolder(path: string): LoadFault {
  return {
    severity: 'error',
    code: 'LOAD014',
    file: path,
    message: `There is no file or folder "${path}".`,
    expected: 'A folder with `*.dag.ts` files, or one such file.',
    mend: 'Check the path; it is taken relative to the current folder.',
  };
}

function emptyFolder(path: string): LoadFault {
  return {
    severity: 'warning',
    code: 'LOAD014',
    file: path,
    message: 'There is no dag file in this folder.',
    expected: 'Dag files end in `.dag.ts`, `.dag.mts`, `.dag.js` or `.dag.mjs`.',
    mend: 'Check the path, the names of the files, and `.perdureignore`.',
  };
}

function unreadable(file: string, error: unknown): LoadFault {
  return {
    severity: 'error',
    code: 'LOAD012',
    file: file === '' ? '.' : file,
    message: `The folder cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    mend: 'Give the user that runs Perdure the right to read it.',
  };
}

function brokenLink(file: string): LoadFault {
  return {
    severity: 'error',
    code: 'LOAD013',
    file,
    message: 'The symbolic link leads nowhere, or back to itself.',
    expected: 'A link named as a dag file leads to one.',
    mend: 'Mend or remove the link.',
  };
}

function linkLoop(file: string): LoadFault {
  return {
    severity: 'error',
    code: 'LOAD013',
    file,
    message: 'The symbolic link leads back to a folder that holds it; it was not followed.',
    expected: 'Links lead out of their own folder.',
    mend: 'Remove the link, or name it in `.perdureignore`.',
  };
}
