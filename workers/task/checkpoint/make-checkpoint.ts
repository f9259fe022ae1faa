import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { TaskContext } from '../../../dsl/index.ts';
import { errorCode } from '../../../stores/objects/object-error.ts';
import { checkpointKey } from '../../../stores/objects/object-key.ts';
import type { ObjectStore } from '../../../stores/objects/object-store.ts';
import type { CheckpointPointer, InstanceKey } from '../../../stores/runs/run-store.ts';
import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';
import type { AttemptHost } from '../context/attempt-host.ts';
import { finalFault } from '../fault.ts';
import { parseValue } from '../value/parse-value.ts';
import { sha256Of } from '../value/sha256.ts';
import { decodeCheckpoint } from './decode-checkpoint.ts';
import { encodeCheckpoint } from './encode-checkpoint.ts';

/**
 * C1 First the object, then the pointer (under the fence), then the heartbeat: a pointer never
 *    names an object that is not wholly there.
 * C2 The key holds the content's hash, so a stale attempt that writes beside its successor can only
 *    write the same bytes again. What a refused attempt wrote is left: it may be its successor's.
 * C3 The object that a new pointer replaced is deleted once the pointer has moved.
 */
export interface CheckpointOptions {
  readonly host: AttemptHost;
  readonly objects: ObjectStore;
  readonly instance: InstanceKey;
}

/** Larger checkpoints are streamed into the store in parts. */
const STREAM_BYTES = 8 * 1024 * 1024;

export function makeCheckpoint(options: CheckpointOptions): TaskContext['checkpoint'] {
  const { host, objects } = options;
  let last: Promise<CheckpointPointer | undefined> | undefined;
  const current = (): Promise<CheckpointPointer | undefined> => {
    last ??= host.loadPointer().catch((error: unknown) => {
      last = undefined;
      throw error;
    });
    return last;
  };
  const saveAfter = async (
    previous: CheckpointPointer | undefined,
    chunks: readonly Uint8Array[],
  ): Promise<CheckpointPointer> => {
    const pointer = await writeObject(options, previous, chunks);
    if (!(await host.savePointer(pointer))) {
      throw finalFault(
        FAILURE_TYPES.fenced,
        'This attempt is over, or a newer one has begun; the checkpoint was not kept.',
      );
    }
    host.heartbeat({ checkpoint: pointer.sequence });
    if (previous !== undefined && previous.objectKey !== pointer.objectKey) {
      await objects.delete(previous.objectKey).catch(() => undefined);
    }
    return pointer;
  };
  return {
    load: async (schema) => {
      const pointer = await current();
      return pointer === undefined ? undefined : readObject(objects, pointer, schema);
    },
    // Saves follow one another even when the author does not await them.
    save: async (value) => {
      const chunks = encodeCheckpoint(value);
      const previous = current();
      const saving = previous.then((pointer) => saveAfter(pointer, chunks));
      last = saving.catch(() => previous);
      await saving;
    },
  };
}

async function writeObject(
  { objects, instance }: CheckpointOptions,
  previous: CheckpointPointer | undefined,
  chunks: readonly Uint8Array[],
): Promise<CheckpointPointer> {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  const sha256 = hash.digest('hex');
  const size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const sequence = (previous?.sequence ?? 0) + 1;
  const objectKey = checkpointKey(instance, sequence, sha256);
  const body = size > STREAM_BYTES ? Readable.from(chunks) : Buffer.concat(chunks);
  await objects.put(objectKey, body, { size });
  return { sequence, objectKey, sha256, size };
}

async function readObject<T>(
  objects: ObjectStore,
  pointer: CheckpointPointer,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await objects.get(pointer.objectKey);
  } catch (error) {
    if (errorCode(error) === 'OBJECT_MISSING') return undefined;
    throw error;
  }
  if (sha256Of(bytes) !== pointer.sha256) {
    throw finalFault(
      FAILURE_TYPES.tamperedObject,
      `Checkpoint ${pointer.sequence} does not match its hash: its object was changed in ${objects.location}.`,
    );
  }
  const subject = `Checkpoint ${pointer.sequence}`;
  const value = decodeCheckpoint(bytes);
  // parseValue returns what the schema returned.
  return (await parseValue(schema, value, { type: FAILURE_TYPES.taskFailed, subject })) as T;
}
