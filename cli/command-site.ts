import type { ExitCode } from './cli-error.ts';
import type { Terminal } from './terminal.ts';

/** What a command's action gets besides its arguments. */
export interface CommandSite {
  readonly terminal: Terminal;
  /** For commands that end well and yet found something: faults, a failed run. */
  readonly exitWith: (code: ExitCode) => void;
}
