import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';

/** Where `install-s3-servers.ts` puts what it builds. */
export function programCache(): string {
  return join(repository(), '.cache', 'bin');
}

/** A program on PATH or in the cache; undefined when there is none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), programCache()];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** What a skipped test says. */
export function missingProgram(name: string): string {
  return (
    `no program "${name}" on PATH or in .cache/bin; ` +
    'build it with `npx tsx test/servers/install-s3-servers.ts`'
  );
}

/** The same from sources and from `dist`: the folder of package.json. */
function repository(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
