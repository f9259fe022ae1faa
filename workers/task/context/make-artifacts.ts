import type { TaskContext } from '../../../dsl/index.ts';
import { errorCode } from '../../../stores/objects/object-error.ts';
import { dataKey } from '../../../stores/objects/object-key.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';
import { finalFault } from '../fault.ts';
import { sha256Of } from '../value/sha256.ts';

/**
 * A1 An artifact is named by the hash of its bytes: the same bytes are one object, whoever wrote
 *    them, and nobody can change what an uri means.
 * A2 What is read is hashed again; bytes that do not match are never handed out.
 */
const EXTENSION = 'bin';
const URI = /^artifact:\/\/([0-9a-f]{64})(?:\/[^?#]*)?$/;

export function makeArtifacts(objects: ObjectStore): TaskContext['artifacts'] {
  return {
    put: async (name, data) => {
      const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
      const sha256 = sha256Of(bytes);
      await putOnce(objects, dataKey(sha256, EXTENSION), bytes);
      return { uri: `artifact://${sha256}/${encodeURIComponent(name)}`, sha256 };
    },
    get: async (uri) => {
      const sha256 = URI.exec(uri)?.[1];
      if (sha256 === undefined) {
        throw new TypeError(
          `"${uri}" is not an artifact uri. Take the one \`artifacts.put\` gave.`,
        );
      }
      const bytes = await objects.get(dataKey(sha256, EXTENSION));
      if (sha256Of(bytes) !== sha256) {
        throw finalFault(
          FAILURE_TYPES.tamperedObject,
          `Artifact "${uri}" does not match its hash: its object was changed in ${objects.location}.`,
        );
      }
      return bytes;
    },
  };
}

/** Writes a content-addressed object; one that is there already holds the same bytes. */
export async function putOnce(objects: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
  try {
    await objects.put(key, bytes, { onlyIfAbsent: true });
  } catch (error) {
    if (errorCode(error) !== 'OBJECT_EXISTS') throw error;
  }
}
