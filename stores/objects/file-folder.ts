import { lstat, mkdir, realpath } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { errorCode, ObjectKeyError } from './object-error.ts';

/**
 * Whether the folder is there. A link on the way to it is refused: the real path must be the path.
 * `folder` lies below a root that is itself a real path.
 */
export async function isPlainFolder(folder: string): Promise<boolean> {
  try {
    if ((await realpath(folder)) !== folder) throw linkRefused(folder);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** Makes a folder below `root`, one level at a time, so that no level is reached through a link. */
export async function makePlainFolder(root: string, folder: string): Promise<void> {
  if (folder === root || (await isPlainFolder(folder))) return;
  if (!folder.startsWith(root + sep)) throw linkRefused(folder);
  await makePlainFolder(root, dirname(folder));
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  if (!(await lstat(folder)).isDirectory()) throw linkRefused(folder);
}

/** For a link found where the store has only files and folders. */
export function linkRefused(path: string): ObjectKeyError {
  return new ObjectKeyError(
    `"${path}" is, or lies behind, a link; an object store has none inside.`,
  );
}

/** Nothing there: the path, or a folder on the way, does not exist. */
export function isAbsent(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
