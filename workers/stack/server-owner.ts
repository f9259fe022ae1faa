import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StackError } from './stack-error.ts';

/** The user a program runs as when it refuses to run as root. */
export interface ServerOwner {
  readonly uid: number;
  readonly gid: number;
}

const UNPRIVILEGED = ['postgres', 'nobody'];

/**
 * Postgres refuses to run as root. Root therefore runs it as `postgres`, where the machine has that
 * user, else as `nobody`; no user is ever created. Everybody else runs it as themselves: undefined.
 */
export function postgresOwner(passwd = '/etc/passwd'): ServerOwner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync(passwd, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of UNPRIVILEGED) {
    const user = users.find((fields) => fields[0] === name);
    const [uid, gid] = [Number(user?.[2]), Number(user?.[3])];
    if (user !== undefined && uid > 0 && gid >= 0) return { uid, gid };
  }
  throw new StackError(
    'Postgres cannot run as root, and this machine has neither a user "postgres" nor "nobody".',
    'Start as another user, or set DATABASE_URL to a running server.',
  );
}

/**
 * The outermost folder on the way to `path` that the owner may not pass, if there is one. Mode bits
 * only: access lists are not read, the start of the server then says the rest.
 */
export function closedFolder(path: string, owner: ServerOwner | undefined): string | undefined {
  if (owner === undefined) return undefined;
  const folders: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    folders.unshift(at);
    if (at === dirname(at)) break;
  }
  return folders.find((folder) => !maySearch(folder, owner));
}

function maySearch(folder: string, owner: ServerOwner): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return true;
  if (stat.uid === owner.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === owner.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}
