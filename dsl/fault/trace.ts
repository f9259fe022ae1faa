import type { SourcePlace } from '../runtime/dag-runtime.ts';

/** Where a word was called; the text of the stack is made only when somebody asks. */
export interface Trace {
  readonly stack?: string;
}

interface StackCapture {
  captureStackTrace(target: object, above: (...args: never) => unknown): void;
}

const UNKNOWN: SourcePlace = { file: '', line: 0, column: 0 };
const FRAME = /(?:^|\s|\()((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/;

/** Remembers who called `word`. */
export function traceCaller(word: (...args: never) => unknown): Trace {
  const trace: Trace = {};
  // V8's own addition to Error, which the ECMAScript types do not know.
  (Error as unknown as StackCapture).captureStackTrace(trace, word);
  return trace;
}

/** The first line of the stack that lies in a file, of the author's rather than a library's. */
export function placeOf(trace: Trace): SourcePlace {
  let library: SourcePlace | undefined;
  for (const line of (trace.stack ?? '').split('\n')) {
    const found = FRAME.exec(line);
    if (found === null || line.includes('node:internal')) continue;
    const [, file = '', row, column] = found;
    const place = { file: fileName(file), line: Number(row), column: Number(column) };
    if (!/[\\/]node_modules[\\/]/.test(place.file)) return place;
    library ??= place;
  }
  return library ?? UNKNOWN;
}

function fileName(location: string): string {
  const bare = location.replace(/[?#].*$/, '');
  if (!bare.startsWith('file://')) return bare;
  const path = decodeURIComponent(bare.slice('file://'.length));
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}
