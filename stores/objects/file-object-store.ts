import { constants } from 'node:fs';
import { link, lstat, mkdir, open, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { clippedRange } from './byte-range.ts';
import { checkObjectKey, checkObjectPrefix } from './check-object-key.ts';
import { checkSize } from './check-size.ts';
import { fileFacts } from './file-facts.ts';
import { isAbsent, isPlainFolder, linkRefused, makePlainFolder } from './file-folder.ts';
import { filesInOrder } from './file-listing.ts';
import { PARTS_FOLDER, removeStaleParts, writePart } from './file-part.ts';
import {
  errorCode,
  ObjectExistsError,
  ObjectKeyError,
  ObjectMissingError,
} from './object-error.ts';
import type { ByteRange, ObjectFacts, ObjectStore, PutOptions } from './object-store.ts';
import { testConditionalWrites } from './self-test.ts';

/**
 * Objects as files below one folder.
 *
 * F1 A file appears under its key whole or not at all: it is written and synced beside, then moved
 *    there by one `rename`, or by one `link` when the key must be free.
 * F2 Nothing outside the root is read or written: keys are checked, the real path of a key's
 *    folder must be that folder, and the file itself is opened without following links.
 * F3 Files are 0600 and folders 0700.
 * F4 What `put` has answered survives a crash of the machine: file and folder are synced.
 */
export class FileObjectStore implements ObjectStore {
  readonly location: string;
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
    this.location = pathToFileURL(root).href;
  }

  /** Opens the folder, which is made if it is not there. */
  static async open(folder: string): Promise<FileObjectStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const root = await realpath(folder);
    await mkdir(join(root, PARTS_FOLDER), { recursive: true, mode: 0o700 });
    await removeStaleParts(root);
    return new FileObjectStore(root);
  }

  async put(key: string, body: Uint8Array | Readable, options?: PutOptions): Promise<ObjectFacts> {
    const path = this.#path(key);
    const part = await writePart(this.#root, body);
    try {
      checkSize(key, options?.size, part.size);
      await makePlainFolder(this.#root, dirname(path));
      // Before it is in place: afterwards another writer's file may be there.
      const facts = fileFacts(key, await lstat(part.path));
      if (options?.onlyIfAbsent === true) await link(part.path, path);
      else await rename(part.path, path);
      await syncFolder(dirname(path));
      return facts;
    } catch (error) {
      throw this.#explained(key, error, options?.onlyIfAbsent === true);
    } finally {
      await rm(part.path, { force: true });
    }
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array> {
    const file = await this.#open(key);
    try {
      const { start, end } = clippedRange(range, (await file.stat()).size);
      const bytes = Buffer.alloc(end - start);
      return bytes.subarray(0, await readFully(file, bytes, start));
    } finally {
      await file.close();
    }
  }

  async stream(key: string, range?: ByteRange): Promise<Readable> {
    const file = await this.#open(key);
    try {
      const { start, end } = clippedRange(range, (await file.stat()).size);
      // Node's ends are inclusive. The stream closes the file.
      if (end > start) return file.createReadStream({ start, end: end - 1 });
    } catch (error) {
      await file.close();
      throw error;
    }
    await file.close();
    return Readable.from([], { objectMode: false });
  }

  async head(key: string): Promise<ObjectFacts | undefined> {
    const path = this.#path(key);
    try {
      if (!(await isPlainFolder(dirname(path)))) return undefined;
      const found = await lstat(path);
      if (found.isSymbolicLink()) throw linkRefused(path);
      return found.isFile() ? fileFacts(key, found) : undefined;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async list(
    prefix: string,
    options?: { readonly after?: string; readonly limit?: number },
  ): Promise<readonly ObjectFacts[]> {
    checkObjectPrefix(prefix);
    const found: ObjectFacts[] = [];
    const limit = options?.limit ?? 1000;
    const listing = { root: this.#root, prefix, after: options?.after ?? '' };
    if (limit > 0) {
      for await (const facts of filesInOrder(listing)) {
        if (found.push(facts) >= limit) break;
      }
    }
    return found;
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key);
    if (await isPlainFolder(dirname(path))) await rm(path, { force: true });
  }

  async selfTest(): Promise<void> {
    const put = (key: string, body: Uint8Array): Promise<unknown> =>
      this.put(key, body, { onlyIfAbsent: true });
    await testConditionalWrites(this, [{ way: 'file', put }]);
  }

  async close(): Promise<void> {}

  #path(key: string): string {
    checkObjectKey(key);
    return join(this.#root, key);
  }

  async #open(key: string): Promise<FileHandle> {
    const path = this.#path(key);
    try {
      if (!(await isPlainFolder(dirname(path)))) throw new ObjectMissingError(key);
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      if ((await file.stat()).isFile()) return file;
      await file.close();
      throw new ObjectMissingError(key);
    } catch (error) {
      if (errorCode(error) === 'ELOOP') throw linkRefused(path);
      if (isAbsent(error)) throw new ObjectMissingError(key, { cause: error });
      throw error;
    }
  }

  #explained(key: string, error: unknown, onlyIfAbsent: boolean): unknown {
    const code = errorCode(error);
    if (code === 'EEXIST' && onlyIfAbsent) return new ObjectExistsError(key, { cause: error });
    if (code !== 'EISDIR' && code !== 'ENOTDIR' && code !== 'ENOTEMPTY') return error;
    const why = `Object key "${key}" cannot be used beside a key that is a part of it, or it of one.`;
    return new ObjectKeyError(why, { cause: error });
  }
}

/** Reads until the buffer is full or the file ends. @returns how many bytes were read. */
async function readFully(file: FileHandle, bytes: Buffer, position: number): Promise<number> {
  let filled = 0;
  while (filled < bytes.length) {
    const left = bytes.length - filled;
    const { bytesRead } = await file.read(bytes, filled, left, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** A name in a folder is on the disk once the folder is. Windows has no such call, nor needs it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
