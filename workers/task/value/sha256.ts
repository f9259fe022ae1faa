import { createHash } from 'node:crypto';

/** The sha256 of bytes, or of a text's UTF-8 bytes, in hex. */
export function sha256Of(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
