import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from './private-file.ts';
import { closedFolder, type ServerOwner } from './server-owner.ts';

/** Where a stack's Postgres lives. The data folder itself is made by `initdb`. */
export interface PostgresPlace {
  /** Owned by the server's user, mode 0700. */
  readonly folder: string;
  readonly data: string;
}

const Record = z.object({ folder: z.string() });
const INSIDE = 'postgres';
const OUTSIDE = '/var/tmp';
const PREFIX = 'perdure-postgres-';

/**
 * Chooses the folder at first, and finds it again later by `postgres.json` in the stack's home.
 * It is in the home, except for root with a home that the server's user cannot reach: then it is a
 * fresh folder below /var/tmp, which is kept between starts of the machine, too.
 */
export function postgresPlace(
  home: string,
  owner: ServerOwner | undefined,
  log: (line: string) => void,
): PostgresPlace {
  const recordFile = join(home, 'postgres.json');
  const kept = readIfThere(recordFile);
  let folder = kept === undefined ? undefined : Record.parse(JSON.parse(kept)).folder;
  // A record whose folder is gone (a cleaned /var/tmp) starts afresh rather than never.
  if (folder !== undefined && !existsSync(resolve(home, folder))) {
    log(`The Postgres data folder ${folder} is gone; an empty database is made.`);
    folder = undefined;
  }
  folder ??= chooseFolder(home, owner, log);
  if (folder === INSIDE) give(join(home, INSIDE), owner);
  // Passable but not listable for the server's user; all that lies in it is closed by itself.
  if (folder === INSIDE && owner !== undefined) chmodSync(home, 0o711);
  writePrivateFile(recordFile, `${JSON.stringify({ folder })}\n`);
  return { folder: resolve(home, folder), data: join(resolve(home, folder), 'data') };
}

// Written relative to the home where it is inside: a home that was moved finds its data again.
function chooseFolder(
  home: string,
  owner: ServerOwner | undefined,
  log: (line: string) => void,
): string {
  const closed = closedFolder(dirname(home), owner);
  return closed === undefined || owner === undefined
    ? INSIDE
    : outsideFolder(home, closed, owner, log);
}

function outsideFolder(
  home: string,
  closed: string,
  owner: ServerOwner,
  log: (line: string) => void,
): string {
  removeForgotten(owner);
  // mkdtemp: nobody else can have made the folder before.
  const folder = mkdtempSync(join(OUTSIDE, PREFIX));
  writePrivateFile(join(folder, 'home'), home);
  log(
    `Postgres runs as another user than root, who cannot enter ${closed}; its data are in ${folder}.`,
  );
  give(folder, owner);
  return folder;
}

// Only homes in the temporary folder are taken as gone when they are not there (tests make such);
// any other home may lie on a disk that is not mounted now.
function removeForgotten(owner: ServerOwner): void {
  const folders = readdirSync(OUTSIDE).filter((name) => name.startsWith(PREFIX));
  for (const folder of folders.map((name) => join(OUTSIDE, name))) {
    const home = readIfThere(join(folder, 'home'));
    if (home === undefined || existsSync(home) || !home.startsWith(`${tmpdir()}${sep}`)) continue;
    const ours = lstatSync(folder).uid === owner.uid;
    if (!ours || existsSync(join(folder, 'data', 'postmaster.pid'))) continue;
    rmSync(folder, { recursive: true, force: true });
  }
}

function give(folder: string, owner: ServerOwner | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
}
