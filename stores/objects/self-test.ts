import { randomUUID } from 'node:crypto';
import { errorCode, ObjectStoreUnfitError } from './object-error.ts';
import type { ObjectStore } from './object-store.ts';

/** One way of writing an object only if it is absent. */
export interface ConditionalWrite {
  /** Named in the refusal: `PUT`, `multipart upload`. */
  readonly way: string;
  put(key: string, body: Uint8Array): Promise<unknown>;
}

/**
 * Writes an object twice in each way a store has, and refuses a store that takes the second write
 * or loses the first. On such a store two attempts could both think a key was theirs.
 */
export async function testConditionalWrites(
  store: ObjectStore,
  writes: readonly ConditionalWrite[],
): Promise<void> {
  for (const write of writes) {
    const key = `selftest/${randomUUID()}`;
    try {
      await write.put(key, Buffer.from('first'));
      await expectRefusal(store, write, key);
      const kept = Buffer.from(await store.get(key)).toString();
      if (kept !== 'first') throw unfit(store, write, `the object then held "${kept}"`);
    } finally {
      await store.delete(key);
    }
  }
}

async function expectRefusal(
  store: ObjectStore,
  write: ConditionalWrite,
  key: string,
): Promise<void> {
  try {
    await write.put(key, Buffer.from('second'));
  } catch (error) {
    if (errorCode(error) === 'OBJECT_EXISTS') return;
    throw error;
  }
  throw unfit(store, write, 'the second write was taken');
}

function unfit(store: ObjectStore, { way }: ConditionalWrite, seen: string): ObjectStoreUnfitError {
  return new ObjectStoreUnfitError(
    `The object store ${store.location} ignores If-None-Match on a ${way}: an object was written ` +
      `twice, and ${seen}. Use a server with conditional writes (docs/stores.md lists those tested).`,
  );
}
