import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A program and its arguments, ready for `spawn` (never for a shell). */
export interface EntryCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * How to start an entry point of this package in its own Node process. `module` is written without
 * an extension, relative to the caller: from sources the `.ts` file runs under tsx, from `dist` the
 * built `.js` file runs plain. `PERDURE_ENTRIES=built` takes the built file also from sources,
 * where there is one: a suite that has just built starts its many processes in half the time.
 *
 * @example processEntry('../../server/main', import.meta.url, ['--port', '8080'])
 */
export function processEntry(
  module: string,
  callerUrl: string,
  args: readonly string[] = [],
): EntryCommand {
  const built = runsFromSources(callerUrl) ? builtFile(module, callerUrl) : undefined;
  const fromSources = runsFromSources(callerUrl) && built === undefined;
  const file =
    built ?? fileURLToPath(new URL(`${module}${fromSources ? '.ts' : '.js'}`, callerUrl));
  const flags = fromSources ? sourceFlags() : [];
  return { command: process.execPath, args: [...flags, file, ...args] };
}

function builtFile(module: string, callerUrl: string): string | undefined {
  if (process.env['PERDURE_ENTRIES'] !== 'built') return undefined;
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const source = fileURLToPath(new URL(`${module}.js`, callerUrl));
  const file = join(root, 'dist', relative(root, source));
  return existsSync(file) ? file : undefined;
}

/** Whether the module at `moduleUrl` is a source file, not a built one. */
export function runsFromSources(moduleUrl: string): boolean {
  return new URL(moduleUrl).pathname.endsWith('.ts');
}

// tsx by its resolved place: the child's working folder may be an author's project without it.
function sourceFlags(): string[] {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return ['--import', tsx, '--conditions=perdure:source'];
}
