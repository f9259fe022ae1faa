import { ObjectKeyError } from './object-error.ts';

const MAX_KEY_BYTES = 1024;
// File systems allow 255 bytes in a name; the file adapter keeps one segment in one name.
const MAX_SEGMENT_BYTES = 255;
/** C0, DEL and C1 controls, backslash, and halves of surrogate pairs (no UTF-8 form). */
const FORBIDDEN = /[\p{Cc}\\\p{Surrogate}]/u;

/**
 * Refuses a key that could leave the store's root, or that one of the adapters could not keep:
 * empty segments, segments that begin with a dot (which takes in `.` and `..`), control
 * characters, backslashes, broken UTF-16, more than 1,024 bytes.
 *
 * @throws ObjectKeyError
 */
export function checkObjectKey(key: string): void {
  if (FORBIDDEN.test(key))
    throw refused(key, 'holds a control character, a backslash or half a character');
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw refused(key, `is over ${MAX_KEY_BYTES} bytes`);
  for (const segment of key.split('/')) {
    if (segment === '') throw refused(key, 'has an empty part');
    if (segment.startsWith('.')) throw refused(key, 'has a part that begins with a dot');
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) {
      throw refused(key, `has a part over ${MAX_SEGMENT_BYTES} bytes`);
    }
  }
}

/** As `checkObjectKey`, for the start of a key: it may be empty, and may end anywhere. */
export function checkObjectPrefix(prefix: string): void {
  if (prefix !== '') checkObjectKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
}

function refused(key: string, fault: string): ObjectKeyError {
  const shown = JSON.stringify(key.length > 200 ? `${key.slice(0, 200)}…` : key);
  return new ObjectKeyError(
    `Object key ${shown} ${fault}. Build keys with the functions of object-key.ts.`,
  );
}
