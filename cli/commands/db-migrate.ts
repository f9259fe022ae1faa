import { migrateDown, migrateUp } from '../../stores/open-stores.ts';
import { findDevFile } from '../api/connection.ts';
import type { MigrateOptions } from '../command-options.ts';
import { CliError } from '../cli-error.ts';
import { count } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** `db migrate` */
export async function migrate(terminal: Terminal, { down }: MigrateOptions): Promise<void> {
  const url = databaseUrl(terminal);
  const names = down === undefined ? await migrateUp(url) : await migrateDown(url, down);
  for (const name of names) terminal.out(`${down === undefined ? 'up  ' : 'down'}  ${name}`);
  if (names.length === 0) terminal.out('Nothing to do.');
  else terminal.out(`${count(names.length, 'migration')}.`);
}

function databaseUrl(terminal: Terminal): string {
  const url = terminal.env['DATABASE_URL'] ?? findDevFile(terminal)?.databaseUrl;
  if (url !== undefined && url !== '') return url;
  throw new CliError('No database is known here.', {
    exitCode: 2,
    mend: 'Set DATABASE_URL, such as postgres://user:password@host:5432/database, or start `perdure dev`.',
  });
}
