import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode } from '../../../stores/objects/object-error.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { patiently } from '../store-access/patience.ts';
import { TASK_LIMITS } from '../task-limits.ts';

/**
 * Artifacts that are too large for memory: they pass through in chunks.
 *
 * A3 A file is hashed before it is sent, since the hash is its key, and again while it is sent: one
 *    that is written to meanwhile is refused, and no object appears under a hash that is not its own.
 * A4 What is fetched appears under its path whole and with its hash right, or not at all.
 */
const PATIENCE = { waitMs: TASK_LIMITS.storeWaitMs };

export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/** Sends a file under a key made from its hash; one that is there already is not sent again. */
export async function sendFile(
  objects: ObjectStore,
  file: { readonly path: string; readonly key: string; readonly sha256: string },
): Promise<void> {
  if ((await objects.head(file.key)) !== undefined) return;
  await patiently(async () => {
    const { size } = await stat(file.path);
    try {
      await objects.put(file.key, Readable.from(checkedChunks(file)), { onlyIfAbsent: true, size });
    } catch (error) {
      // Somebody else has sent the same bytes in the meantime.
      if (errorCode(error) !== 'OBJECT_EXISTS') throw error;
    }
  }, PATIENCE);
}

async function* checkedChunks({
  path,
  sha256,
}: {
  readonly path: string;
  readonly sha256: string;
}): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    if (held !== undefined) yield held;
    held = chunk;
  }
  // The last chunk is held back, so that a store never has the whole of a wrong object.
  if (hash.digest('hex') !== sha256) {
    throw new Error(`File "${path}" was changed while it was kept as an artifact. Close it first.`);
  }
  if (held !== undefined) yield held;
}

/** Fetches an object to a path. @returns the hash it has; only the one that was wanted is kept. */
export async function fetchFile(
  objects: ObjectStore,
  key: string,
  wanted: { readonly path: string; readonly sha256: string },
): Promise<string> {
  const path = resolve(wanted.path);
  const part = `${path}.${randomUUID()}.part`;
  try {
    const found = await patiently(() => fetchPart(objects, key, part), PATIENCE);
    if (found === wanted.sha256) await rename(part, path);
    return found;
  } finally {
    await rm(part, { force: true });
  }
}

async function fetchPart(objects: ObjectStore, key: string, part: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    await objects.stream(key),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(part, { mode: 0o600 }),
  );
  return hash.digest('hex');
}

/** A file of one's own for as long as the work takes. */
export async function withTemporaryFile<T>(work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'perdure-artifact-'));
  try {
    return await work(join(folder, 'artifact'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function writeChunks(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await pipeline(Readable.from(chunks), createWriteStream(path, { mode: 0o600 }));
}
