import type { Readable } from 'node:stream';

const MEBIBYTE = 1024 * 1024;
/** S3's limit on the parts of one object. */
const MAX_PARTS = 10_000;

/** 8 MiB, or more for an object that would need too many parts. Streams of unknown size: 80 GB. */
export function partSizeFor(size: number | undefined): number {
  const needed = Math.ceil((size ?? 0) / MAX_PARTS / MEBIBYTE) * MEBIBYTE;
  return Math.max(8 * MEBIBYTE, needed);
}

/** Cuts a body into parts of one size; the last may be shorter. Always at least one part. */
export async function* partsOf(
  body: Uint8Array | Readable,
  partSize: number,
): AsyncGenerator<Buffer> {
  if (body instanceof Uint8Array) {
    yield* slices(Buffer.from(body.buffer, body.byteOffset, body.byteLength), partSize);
    return;
  }
  let part = Buffer.allocUnsafe(partSize);
  let filled = 0;
  let parts = 0;
  // A binary stream gives Buffers, and strings only once an encoding was set on it.
  for await (const given of body as AsyncIterable<Uint8Array | string>) {
    const chunk = Buffer.from(given);
    for (let taken = 0; taken < chunk.length;) {
      const copied = chunk.copy(part, filled, taken);
      taken += copied;
      filled += copied;
      if (filled < partSize) continue;
      yield part;
      parts += 1;
      part = Buffer.allocUnsafe(partSize);
      filled = 0;
    }
  }
  if (filled > 0 || parts === 0) yield part.subarray(0, filled);
}

function* slices(bytes: Buffer, partSize: number): Generator<Buffer> {
  yield bytes.subarray(0, partSize);
  for (let start = partSize; start < bytes.length; start += partSize) {
    yield bytes.subarray(start, start + partSize);
  }
}
