import type { Stats } from 'node:fs';
import type { ObjectFacts } from './object-store.ts';

/** What a file tells about its object. The tag changes with every write: each is a new file. */
export function fileFacts(key: string, { size, mtime, mtimeMs, ino }: Stats): ObjectFacts {
  const numbers = [ino, Math.trunc(mtimeMs * 1000), size];
  const etag = numbers.map((number) => number.toString(36)).join('-');
  return { key, size, etag, modified: mtime };
}
