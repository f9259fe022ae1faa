import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inByteOrder } from './byte-order.ts';
import { fileFacts } from './file-facts.ts';
import { isAbsent } from './file-folder.ts';
import type { ObjectFacts } from './object-store.ts';

/** What a listing is to find. */
export interface FileListing {
  readonly root: string;
  readonly prefix: string;
  /** Only keys behind this one, in byte order. */
  readonly after: string;
}

/**
 * The objects of a folder tree in byte order of their keys. A folder sorts as its name with `/`
 * behind it, so that walking depth first is walking in order, and folders that cannot hold a
 * wanted key are never opened.
 */
export async function* filesInOrder(listing: FileListing): AsyncGenerator<ObjectFacts> {
  // Down to the last whole folder of the prefix at once.
  const base = listing.prefix.slice(0, listing.prefix.lastIndexOf('/') + 1);
  yield* walk(listing, base);
}

async function* walk(listing: FileListing, folder: string): AsyncGenerator<ObjectFacts> {
  const names = (await entries(join(listing.root, folder)))
    // Links, and `.parts`, are no objects.
    .filter((entry) => !entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory()))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort(inByteOrder);
  for (const name of names) {
    const key = folder + name;
    if (!mayHold(listing, key)) continue;
    if (name.endsWith('/')) yield* walk(listing, key);
    else yield* file(listing.root, key);
  }
}

/** For a key: whether it is wanted. For a folder (with its `/`): whether a key in it may be. */
function mayHold({ prefix, after }: FileListing, key: string): boolean {
  if (!key.endsWith('/')) return key.startsWith(prefix) && inByteOrder(key, after) > 0;
  if (!key.startsWith(prefix) && !prefix.startsWith(key)) return false;
  // The last key a folder can hold is behind `after`, or `after` lies in the folder.
  return after.startsWith(key) || inByteOrder(key, after) > 0;
}

async function* file(root: string, key: string): AsyncGenerator<ObjectFacts> {
  try {
    const found = await lstat(join(root, key));
    if (found.isFile()) yield fileFacts(key, found);
  } catch (error) {
    // Deleted since the folder was read.
    if (!isAbsent(error)) throw error;
  }
}

async function entries(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
