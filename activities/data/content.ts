import { createHash } from 'node:crypto';
import { dataKey } from '../../stores/objects/object-key.ts';
import type { ObjectStore } from '../../stores/objects/object-store.ts';

/** Bytes that were kept under their own hash. */
export interface KeptContent {
  readonly key: string;
  readonly sha256: string;
  readonly size: number;
}

/** The sha256 of some bytes, in hex. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Keeps bytes under their hash. The same bytes meet the same key, so keeping them twice is fine. */
export async function keepContent(
  objects: ObjectStore,
  bytes: Uint8Array,
  extension: string,
): Promise<KeptContent> {
  const sha256 = sha256Of(bytes);
  const key = dataKey(sha256, extension);
  await putOnce(objects, key, bytes);
  return { key, sha256, size: bytes.byteLength };
}

/**
 * Reads bytes that were kept under their hash.
 * @throws TamperedContentError when they are no longer the bytes that were kept.
 */
export async function readContent(
  objects: ObjectStore,
  key: string,
  sha256: string,
): Promise<Uint8Array> {
  const bytes = await objects.get(key);
  if (sha256Of(bytes) !== sha256) throw new TamperedContentError(key, objects.location);
  return bytes;
}

/** Writes an object unless it is there. @returns false when it was. */
export async function putOnce(
  objects: ObjectStore,
  key: string,
  bytes: Uint8Array,
): Promise<boolean> {
  try {
    await objects.put(key, bytes, { onlyIfAbsent: true });
    return true;
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'OBJECT_EXISTS') return false;
    throw error;
  }
}

/** Thrown when stored bytes do not match their hash. */
export class TamperedContentError extends Error {
  readonly code = 'TAMPERED_CONTENT';
  override readonly name = 'TamperedContentError';
  constructor(key: string, location: string) {
    super(`Object "${key}" in ${location} does not match its hash: it was changed or damaged.`);
  }
}
