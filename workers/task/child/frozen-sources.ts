/**
 * Author code as it was when the worker loaded it. A run is pinned to the code it was started on,
 * yet a task process starts later and reads files; somebody may have edited them in between. So the
 * worker hands each process the texts, and the process loads those instead of what is on disk.
 *
 * The hook has to lie below the TypeScript loader, and so is loaded before it: it is plain
 * JavaScript in an address, because at that moment nothing in the process could read a `.ts` file.
 */
export type Sources = ReadonlyMap<string, string>;

/** Where the process finds the texts: a pipe of their own, written once. */
export const SOURCES_FD = 4;

const HOOK = `
let sources;
export function initialize(data) { sources = data; }
export async function load(url, context, next) {
  const source = sources.get(url.replace(/[?#].*$/, ''));
  if (source === undefined || context.format === 'commonjs') return next(url, context);
  return { format: context.format ?? 'module', source, shortCircuit: true };
}`;

const REGISTER = `
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
const data = new Map(JSON.parse(readFileSync(${SOURCES_FD}, 'utf8')));
register(${JSON.stringify(asAddress(HOOK))}, { data });`;

/** The argument of the first \`--import\` of a process that is to load frozen sources. */
export const FROZEN_SOURCES_MODULE = asAddress(REGISTER);

/** What is written to the pipe. */
export function sourcesText(sources: Sources): string {
  return JSON.stringify([...sources]);
}

function asAddress(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
