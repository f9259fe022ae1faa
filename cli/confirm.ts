import { createInterface } from 'node:readline/promises';
import { CliError } from './cli-error.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks a person before something is done. Without a person to ask, `--yes` has to say so.
 * @throws CliError when nobody agreed.
 */
export async function confirm(
  terminal: Terminal,
  question: string,
  agreed: boolean,
): Promise<void> {
  if (agreed) return;
  if (!terminal.isTty) {
    throw new CliError('Nobody is here to be asked.', {
      exitCode: 2,
      mend: 'Look with --dry-run, then add --yes.',
    });
  }
  const asker = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const said = await asker.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(said.trim())) return;
  } finally {
    asker.close();
  }
  throw new CliError('Nothing was done.');
}
