import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Where bodies lie until they are whole. Keys cannot begin with a dot, so none can meet it. */
export const PARTS_FOLDER = '.parts';
const STALE_MS = 24 * 60 * 60 * 1000;

/** Writes a body to a file of its own, down to the disk. @returns its path and size. */
export async function writePart(
  root: string,
  body: Uint8Array | Readable,
): Promise<{ readonly path: string; readonly size: number }> {
  const path = join(root, PARTS_FOLDER, randomUUID());
  const file = await open(path, 'wx', 0o600);
  try {
    await writeBody(file, body);
    await file.sync();
    const { size } = await file.stat();
    await file.close();
    return { path, size };
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

async function writeBody(file: FileHandle, body: Uint8Array | Readable): Promise<void> {
  if (body instanceof Uint8Array) return file.writeFile(body);
  // A binary stream gives Buffers, and strings only once an encoding was set on it.
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) {
    await file.writeFile(Buffer.from(chunk));
  }
}

/** Removes what processes left behind that died while writing. */
export async function removeStaleParts(root: string): Promise<void> {
  const folder = join(root, PARTS_FOLDER);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const written = await stat(path).catch(() => undefined);
    if (written !== undefined && Date.now() - written.mtimeMs > STALE_MS) {
      await rm(path, { force: true });
    }
  }
}
