import { chunkKey, chunkPrefix } from '../../../stores/logs/log-chunk.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';

const CHUNK = /^(.*)\/(\d+)\.jsonl$/;

/**
 * The object store as one poke's log writer sees it: its first chunk comes behind those that earlier
 * pokes of the same try have written.
 */
export function chunksBehind(objects: ObjectStore): Pick<ObjectStore, 'put'> {
  let before: Promise<number> | undefined;
  return {
    put: async (key, body, options) => {
      const [, logKey = '', number = '1'] = CHUNK.exec(key) ?? [];
      before ??= countChunks(objects, logKey);
      return objects.put(chunkKey(logKey, Number(number) + (await before)), body, options);
    },
  };
}

/** Chunks are numbered without gaps. */
async function countChunks(objects: ObjectStore, logKey: string): Promise<number> {
  return (await objects.list(chunkPrefix(logKey))).length;
}
