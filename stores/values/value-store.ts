import { createHash } from 'node:crypto';
import type { Json } from '../../dsl/plan/json.ts';
import { errorCode, TamperedObjectError } from '../objects/object-error.ts';
import { valueKey } from '../objects/object-key.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { canonicalJson } from './canonical-json.ts';

/** Where a stored value lies: the protocol's `BlobReference`. */
export interface StoredValue {
  readonly sha256: string;
  /** Bytes of its JSON text. */
  readonly size: number;
}

/** Keeps a JSON value under the hash of its canonical text. The same value is stored once. */
export async function storeValue(objects: ObjectStore, value: Json): Promise<StoredValue> {
  const bytes = Buffer.from(canonicalJson(value));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const options = { onlyIfAbsent: true, contentType: 'application/json' };
  try {
    await objects.put(valueKey(sha256), bytes, options);
  } catch (error) {
    // The key is the hash of the content, so whoever came first wrote the same bytes.
    if (errorCode(error) !== 'OBJECT_EXISTS') throw error;
  }
  return { sha256, size: bytes.length };
}

/**
 * Reads a stored value and checks its bytes against their hash.
 * @throws TamperedObjectError (type `TamperedObject`) when they differ.
 */
export async function loadValue(objects: ObjectStore, reference: StoredValue): Promise<Json> {
  const key = valueKey(reference.sha256);
  const bytes = await objects.get(key);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== reference.sha256 || bytes.length !== reference.size) {
    throw new TamperedObjectError(
      `Object "${key}" in ${objects.location} has sha256 ${found} and ${bytes.length} bytes; ` +
        `expected ${reference.sha256} and ${reference.size}. It was changed after it was written.`,
    );
  }
  // The bytes are those that canonicalJson wrote, which takes JSON alone.
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Json;
}
