import { LRUCache } from 'lru-cache';
import type { Json } from '../../../dsl/plan/json.ts';
import { errorCode } from '../../../stores/objects/object-error.ts';
import { valueKey } from '../../../stores/objects/object-key.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { FAILURE_TYPES, type BlobReference } from '../../../workflows/protocol/index.ts';
import { finalFault } from '../fault.ts';
import { sha256Of } from './sha256.ts';

/** Text of values read lately: the instances of a map often read parts of one value. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** Reads values that are kept in the object store; every read gives fresh, unshared JSON. */
export class BlobReader {
  readonly #objects: ObjectStore;
  readonly #texts = new LRUCache<string, string>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (text) => text.length + 1,
  });

  constructor(objects: ObjectStore) {
    this.#objects = objects;
  }

  /** @throws TaskFault TamperedObject when the bytes are not those that were stored. */
  async read(blob: BlobReference): Promise<Json> {
    const cached = this.#texts.get(blob.sha256);
    const text = cached ?? (await this.#verified(blob));
    if (cached === undefined && text.length < CACHE_BYTES / 4) this.#texts.set(blob.sha256, text);
    // Written by `storeOutput` as JSON, and the hash says that it is unchanged.
    return JSON.parse(text) as Json;
  }

  async #verified(blob: BlobReference): Promise<string> {
    const bytes = await this.#get(blob);
    const found = sha256Of(bytes);
    if (found === blob.sha256) {
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    }
    throw finalFault(
      FAILURE_TYPES.tamperedObject,
      `The stored value ${blob.sha256} does not match its hash (its object has ${found}): ` +
        `it was changed in ${this.#objects.location}. Clear the task that made it.`,
    );
  }

  async #get(blob: BlobReference): Promise<Uint8Array> {
    try {
      return await this.#objects.get(valueKey(blob.sha256));
    } catch (error) {
      if (errorCode(error) !== 'OBJECT_MISSING') throw error;
      throw finalFault(
        FAILURE_TYPES.tamperedObject,
        `The stored value ${blob.sha256} is gone from ${this.#objects.location}. Clear the task that made it.`,
      );
    }
  }
}
