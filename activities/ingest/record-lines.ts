import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

const [QUOTE, NEWLINE, RETURN] = [0x22, 0x0a, 0x0d];

/** The bytes of a file; one whose name ends in `.gz` is unpacked on the way. */
export function plainBytes(path: string): AsyncIterable<Buffer> {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) return file;
  const plain = createGunzip();
  file.on('error', (error) => plain.destroy(error));
  return file.pipe(plain);
}

/**
 * The line, from 1, on which each record of a CSV file begins, in the order of the file; lines
 * between quotes belong to their record, and empty lines are none.
 */
export async function* recordLines(path: string, delimiter: string): AsyncGenerator<number> {
  const between = delimiter.charCodeAt(0);
  let [line, start, quoted, fieldBegins, empty] = [1, 1, false, true, true];
  for await (const bytes of plainBytes(path)) {
    for (const byte of bytes) {
      if (byte === NEWLINE) line += 1;
      if (quoted) {
        // The second of two quotes opens the field again.
        if (byte === QUOTE) [quoted, fieldBegins] = [false, true];
      } else if (byte === NEWLINE) {
        if (!empty) yield start;
        [start, fieldBegins, empty] = [line, true, true];
      } else {
        if (byte === QUOTE && fieldBegins) quoted = true;
        if (byte !== RETURN) empty = false;
        fieldBegins = byte === between;
      }
    }
  }
  if (!empty) yield start;
}
