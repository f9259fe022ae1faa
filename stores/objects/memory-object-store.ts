import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { checkObjectKey, checkObjectPrefix } from './check-object-key.ts';
import { inByteOrder } from './byte-order.ts';
import { clippedRange } from './byte-range.ts';
import { checkSize } from './check-size.ts';
import { ObjectExistsError, ObjectMissingError } from './object-error.ts';
import type { ByteRange, ObjectFacts, ObjectStore, PutOptions } from './object-store.ts';

interface Held {
  readonly bytes: Uint8Array;
  readonly facts: ObjectFacts;
}

/** An object store for `dag.test()` and unit tests; it lives as long as the process. */
export class MemoryObjectStore implements ObjectStore {
  readonly location = 'memory://';
  readonly #objects = new Map<string, Held>();

  async put(key: string, body: Uint8Array | Readable, options?: PutOptions): Promise<ObjectFacts> {
    checkObjectKey(key);
    const bytes = Uint8Array.from(body instanceof Readable ? await readAll(body) : body);
    checkSize(key, options?.size, bytes.length);
    // Checked after the body was read: nothing else runs between here and the write.
    if (options?.onlyIfAbsent === true && this.#objects.has(key)) throw new ObjectExistsError(key);
    const etag = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
    const facts = { key, size: bytes.length, etag, modified: new Date() };
    this.#objects.set(key, { bytes, facts });
    return facts;
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array> {
    const { bytes } = this.#held(key);
    const { start, end } = clippedRange(range, bytes.length);
    return bytes.slice(start, end);
  }

  async stream(key: string, range?: ByteRange): Promise<Readable> {
    return Readable.from([Buffer.from(await this.get(key, range))], { objectMode: false });
  }

  async head(key: string): Promise<ObjectFacts | undefined> {
    checkObjectKey(key);
    return this.#objects.get(key)?.facts;
  }

  async list(
    prefix: string,
    options?: { readonly after?: string; readonly limit?: number },
  ): Promise<readonly ObjectFacts[]> {
    checkObjectPrefix(prefix);
    const after = options?.after;
    return [...this.#objects.values()]
      .map(({ facts }) => facts)
      .filter(({ key }) => key.startsWith(prefix))
      .filter(({ key }) => after === undefined || inByteOrder(key, after) > 0)
      .sort((a, b) => inByteOrder(a.key, b.key))
      .slice(0, options?.limit ?? 1000);
  }

  async delete(key: string): Promise<void> {
    checkObjectKey(key);
    this.#objects.delete(key);
  }

  async selfTest(): Promise<void> {}
  async close(): Promise<void> {}

  #held(key: string): Held {
    checkObjectKey(key);
    const held = this.#objects.get(key);
    if (held === undefined) throw new ObjectMissingError(key);
    return held;
  }
}

async function readAll(body: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  // A binary stream gives Buffers, and strings only once an encoding was set on it.
  for await (const chunk of body as AsyncIterable<Uint8Array | string>)
    chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
