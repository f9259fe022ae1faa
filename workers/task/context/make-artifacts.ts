import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskContext } from '../../../dsl/index.ts';
import { errorCode } from '../../../stores/objects/object-error.ts';
import { dataKey } from '../../../stores/objects/object-key.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';
import { finalFault, type TaskFault } from '../fault.ts';
import { sha256Of } from '../value/sha256.ts';
import {
  fetchFile,
  hashOfFile,
  sendFile,
  withTemporaryFile,
  writeChunks,
} from './artifact-files.ts';

/**
 * A1 An artifact is named by the hash of its bytes: the same bytes are one object, whoever wrote
 *    them, and nobody can change what an uri means.
 * A2 What is read is hashed again; bytes that do not match are never handed out.
 */
const EXTENSION = 'bin';
const URI = /^artifact:\/\/([0-9a-f]{64})(?:\/[^?#]*)?$/;

type Artifacts = TaskContext['artifacts'];
type Kept = Awaited<ReturnType<Artifacts['put']>>;

export function makeArtifacts(objects: ObjectStore): Artifacts {
  const putFile: Artifacts['putFile'] = async (name, path) => {
    const sha256 = await hashOfFile(path);
    await sendFile(objects, { path, sha256, key: dataKey(sha256, EXTENSION) });
    return keptAs(name, sha256);
  };
  const getFile: Artifacts['getFile'] = async (uri, path) => {
    const sha256 = hashOfUri(uri);
    const found = await fetchFile(objects, dataKey(sha256, EXTENSION), { path, sha256 });
    if (found !== sha256) throw tampered(uri, objects);
  };
  return {
    put: async (name, data) => {
      const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
      const sha256 = sha256Of(bytes);
      await putOnce(objects, dataKey(sha256, EXTENSION), bytes);
      return keptAs(name, sha256);
    },
    get: async (uri) => {
      const sha256 = hashOfUri(uri);
      const bytes = await objects.get(dataKey(sha256, EXTENSION));
      if (sha256Of(bytes) !== sha256) throw tampered(uri, objects);
      return bytes;
    },
    putFile,
    getFile,
    putStream: (name, chunks) =>
      withTemporaryFile(async (path) => {
        await writeChunks(path, chunks);
        return putFile(name, path);
      }),
    getStream: (uri) => chunksOf((path) => getFile(uri, path)),
  };
}

/** The chunks of a file that is fetched first, and removed when they are read or left. */
async function* chunksOf(fetch: (path: string) => Promise<void>): AsyncGenerator<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'perdure-artifact-'));
  try {
    const path = join(folder, 'artifact');
    await fetch(path);
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function keptAs(name: string, sha256: string): Kept {
  return { uri: `artifact://${sha256}/${encodeURIComponent(name)}`, sha256 };
}

function hashOfUri(uri: string): string {
  const sha256 = URI.exec(uri)?.[1];
  if (sha256 !== undefined) return sha256;
  throw new TypeError(`"${uri}" is not an artifact uri. Take the one \`artifacts.put\` gave.`);
}

function tampered(uri: string, { location }: ObjectStore): TaskFault {
  return finalFault(
    FAILURE_TYPES.tamperedObject,
    `Artifact "${uri}" does not match its hash: its object was changed in ${location}.`,
  );
}

/** Writes a content-addressed object; one that is there already holds the same bytes. */
export async function putOnce(objects: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
  try {
    await objects.put(key, bytes, { onlyIfAbsent: true });
  } catch (error) {
    if (errorCode(error) !== 'OBJECT_EXISTS') throw error;
  }
}
