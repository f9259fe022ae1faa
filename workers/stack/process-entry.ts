import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A program and its arguments, ready for `spawn` (never for a shell). */
export interface EntryCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * How to start an entry point of this package in its own Node process. `module` is written without
 * an extension, relative to the caller: from sources the `.ts` file runs under tsx, from `dist` the
 * built `.js` file runs plain.
 *
 * @example processEntry('../../server/main', import.meta.url, ['--port', '8080'])
 */
export function processEntry(
  module: string,
  callerUrl: string,
  args: readonly string[] = [],
): EntryCommand {
  const fromSources = runsFromSources(callerUrl);
  const file = fileURLToPath(new URL(`${module}${fromSources ? '.ts' : '.js'}`, callerUrl));
  const flags = fromSources ? sourceFlags() : [];
  return { command: process.execPath, args: [...flags, file, ...args] };
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
