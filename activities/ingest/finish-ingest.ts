import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { writeDataset, writeFile } from '../data/dataset-store.ts';
import { placeOf, RunPlace } from '../data/run-place.ts';
import { BadRow, CsvSchema } from './csv-schema.ts';
import type { LocalSource } from './fetch-source.ts';
import type { Reading } from './read-csv.ts';
import type { ScanLimits } from './scan-rows.ts';

/** A data set that was read from a source, with what became of every row of it. */
export const IngestedDataset = DatasetRef.extend({
  /** Of a query, `sha256` is that of the rows as they were read. */
  source: z.object({ url: z.string(), sha256: z.string(), size: z.int() }),
  quarantine: z.object({
    rows: z.int(),
    first: z.array(BadRow).max(20),
    /** All bad rows as JSON; absent when there is none. */
    report: FileRef.optional(),
  }),
  /** The task that read it. */
  by: RunPlace,
});

/** What every reading task takes. */
export const ReadingInput = z.object({
  schema: CsvSchema,
  /** Largest share of bad rows that is set aside; 0 accepts none. */
  maxBadShare: z.number().min(0).max(1).default(0.05),
  /** Reads only this many rows from the top, for quick trials. */
  sampleRows: z.int().positive().optional(),
  /** More rows than this end the task. */
  maxRows: z.int().positive().default(20_000_000),
});
/** And those that read files. */
export const FileReadingInput = ReadingInput.extend({
  /** A larger source ends the task. */
  maxBytes: z
    .int()
    .positive()
    .default(4 * 1024 ** 3),
  /** Name of the secret with the keys of `s3:` addresses; the worker's own when left out. */
  secret: z.string().optional(),
});

type Asked = z.output<typeof ReadingInput>;

/** Limits of a reading as its task was given them. */
export function limitsOf(ctx: TaskContext, { sampleRows, maxRows }: Asked): ScanLimits {
  const sample = sampleRows === undefined ? {} : { sample: sampleRows };
  return { ...sample, most: maxRows, signal: ctx.signal };
}

/** Keeps what was read, unless too much of it is bad. */
export async function finishIngest(
  ctx: TaskContext,
  url: string,
  source: Pick<LocalSource, 'sha256' | 'size'> | undefined,
  { table, bad }: Reading,
  { maxBadShare }: Asked,
): Promise<z.output<typeof IngestedDataset>> {
  const share = bad.length / Math.max(1, table.rows + bad.length);
  const report =
    bad.length === 0 ? undefined : await writeFile(ctx, JSON.stringify(bad), 'bad-rows.json');
  for (const row of bad.slice(0, 20)) ctx.log.warn(`Line ${row.line}: ${row.reason}`);
  if (table.rows === 0 || share > maxBadShare) {
    return ctx.fail(
      `"${url}" has ${table.rows} good and ${bad.length} bad rows; at most a share of ${maxBadShare} may be bad. First bad one: ${bad[0] === undefined ? 'none' : `line ${bad[0].line}: ${bad[0].reason}`}.`,
      { retry: false },
    );
  }
  const data = await writeDataset(ctx, table);
  ctx.log.info(`Read ${data.rows} rows, set ${bad.length} aside.`, { sha256: data.sha256 });
  return {
    ...data,
    source: { url, sha256: source?.sha256 ?? data.sha256, size: source?.size ?? 0 },
    quarantine: {
      rows: bad.length,
      first: bad.slice(0, 20),
      ...(report === undefined ? {} : { report }),
    },
    by: placeOf(ctx),
  };
}

/** What does not fit its schema, or is no such file, will not fit at the next try either. */
export async function orFail(ctx: TaskContext, read: () => Promise<Reading>): Promise<Reading> {
  try {
    return await read();
  } catch (error) {
    ctx.signal.throwIfAborted();
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    // Errors with a code come from the system or the database, and may pass.
    if (typeof code === 'string' && !/^(22|25006|42|28)/.test(code)) throw error;
    return ctx.fail(error instanceof Error ? error.message : String(error), { retry: false });
  }
}
