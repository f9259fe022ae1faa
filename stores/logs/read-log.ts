import type { ObjectStore } from '../objects/object-store.ts';
import { chunkKey, chunkPrefix } from './log-chunk.ts';
import { parseLogLine, type LogLine } from './log-line.ts';

export interface ReadLogOptions {
  /** `next` of an earlier answer; left out, the log is read from its beginning. */
  readonly after?: string;
  /** At most this many chunks (of about 64 kB) in one answer; default 64. */
  readonly maxChunks?: number;
}
export interface LogPage {
  readonly lines: readonly LogLine[];
  /** Where the next page starts, to be handed back as `after`; also at the end, to follow a log. */
  readonly next: string;
}

/** Reads what is there of an attempt's log, while the attempt runs or long after. */
export async function readLog(
  objects: ObjectStore,
  logKey: string,
  options: ReadLogOptions = {},
): Promise<LogPage> {
  const after = cursorOf(options.after);
  const found = await objects.list(chunkPrefix(logKey), {
    ...(after === 0 ? {} : { after: chunkKey(logKey, after) }),
    limit: options.maxChunks ?? 64,
  });
  const chunks = await Promise.all(found.map(async ({ key }) => objects.get(key)));
  const lines = chunks.flatMap((chunk) =>
    Buffer.from(chunk)
      .toString('utf8')
      .split('\n')
      .flatMap((text) => parseLogLine(text) ?? []),
  );
  return { lines, next: String(after + chunks.length) };
}

/** Chunks are numbered without gaps, so the cursor is the number of the last one read. */
function cursorOf(after: string | undefined): number {
  if (after === undefined || after === '') return 0;
  const number = Number(after);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new RangeError(`Log cursor "${after}" is not one that readLog gave.`);
  }
  return number;
}
