import { errorCode } from '../objects/object-error.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Stores } from '../stores.ts';

/**
 * Deletes objects of outputs whose time is over and that nobody else needs: the same value may be
 * the output of another task, or in the output cache.
 *
 * X1 An object goes only when no reference to it is left that has time, or has no end.
 * X2 A writer that found the object there and completes while it is deleted is found by looking
 *    once more, and the object is put back. What it wrote as it is deleted is the same bytes.
 *
 * @returns how many objects were deleted.
 */
export async function sweepExpired(
  { runs, objects }: Pick<Stores, 'runs' | 'objects'>,
  now: Date,
  limit: number,
): Promise<number> {
  let deleted = 0;
  for (const key of await runs.listExpired(now, limit)) {
    const isNeeded = (): Promise<boolean> => runs.isObjectNeeded(key, now);
    if (!(await isNeeded()) && (await deleteUnless(objects, key, isNeeded))) deleted += 1;
    await runs.forgetExpired(key, now);
  }
  return deleted;
}

async function deleteUnless(
  objects: ObjectStore,
  key: string,
  isNeeded: () => Promise<boolean>,
): Promise<boolean> {
  const bytes = await read(objects, key);
  // Another sweeper was here.
  if (bytes === undefined) return false;
  await objects.delete(key);
  if (!(await isNeeded())) return true;
  await objects.put(key, bytes, { contentType: 'application/json' });
  return false;
}

async function read(objects: ObjectStore, key: string): Promise<Uint8Array | undefined> {
  try {
    return await objects.get(key);
  } catch (error) {
    if (errorCode(error) === 'OBJECT_MISSING') return undefined;
    throw error;
  }
}
