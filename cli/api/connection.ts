import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readDevFile, type DevFile } from '../../workers/stack/dev-file.ts';
import { CliError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';

/** Where the server is and what it takes to be let in. */
export interface ServerConnection {
  readonly url: string;
  readonly token: string;
}

/**
 * PERDURE_URL with PERDURE_TOKEN, else the running stack of this folder or of one above it.
 * @throws CliError that says how to start one.
 */
export function findConnection(terminal: Terminal): ServerConnection {
  const { PERDURE_URL: url, PERDURE_TOKEN: token } = terminal.env;
  if (url !== undefined && url !== '') {
    if (token !== undefined && token !== '') return { url: url.replace(/\/+$/, ''), token };
    throw new CliError('PERDURE_URL is set and PERDURE_TOKEN is not.', {
      exitCode: 2,
      mend: 'Set PERDURE_TOKEN to the token of that server.',
    });
  }
  const stack = findDevFile(terminal);
  if (stack !== undefined) return { url: stack.serverUrl, token: stack.token };
  throw new CliError('No server is known here.', {
    exitCode: 2,
    mend: 'Start one with `perdure dev`, or set PERDURE_URL and PERDURE_TOKEN.',
  });
}

/** What the running stack of this folder, or of the nearest one above it, wrote about itself. */
export function findDevFile(terminal: Terminal): DevFile | undefined {
  for (let folder = resolve(terminal.cwd); ; folder = dirname(folder)) {
    const home = join(folder, '.perdure');
    const file = statSync(join(home, 'dev.json'), { throwIfNoEntry: false });
    if (file !== undefined) {
      refuseShared(join(home, 'dev.json'), file.mode);
      return readDevFile(home);
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** A token that others can read, or could have written, is none. */
function refuseShared(path: string, mode: number): void {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new CliError(`${path} holds a token and is open to others on this machine.`, {
    exitCode: 2,
    mend: `Close it with \`chmod 600 ${path}\`.`,
  });
}
