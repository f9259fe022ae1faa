import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { sha256Of } from '../data/content.ts';
import { DatasetRef, FileRef } from '../data/dataset-ref.ts';
import { writeDataset, writeFile } from '../data/dataset-store.ts';
import { BadRow, CsvSchema } from './csv-schema.ts';
import { fetchSource } from './fetch-source.ts';
import { readCsv } from './read-csv.ts';

/** A data set that was read from a file, with what became of every row of the file. */
export const IngestedDataset = DatasetRef.extend({
  source: z.object({ url: z.string(), sha256: z.string(), size: z.int() }),
  quarantine: z.object({
    rows: z.int(),
    first: z.array(BadRow).max(20),
    /** All bad rows as JSON; absent when there is none. */
    report: FileRef.optional(),
  }),
});

/**
 * Reads a CSV file by a typed schema into a content-addressed data set. Rows that do not fit are
 * set aside with line and reason; more of them than `maxBadShare` allows end the task for good.
 */
export const ingestCsv = task({
  name: 'ingest_csv',
  input: z.object({
    /** A path on the workers, a `file:` URL or an `http(s):` URL. */
    url: z.string().min(1),
    schema: CsvSchema,
    delimiter: z.string().length(1).default(','),
    /** Largest share of bad rows that is set aside; 0 accepts none. */
    maxBadShare: z.number().min(0).max(1).default(0.05),
    /** Reads only this many rows from the top, for quick trials. */
    sampleRows: z.int().positive().optional(),
  }),
  output: IngestedDataset,
  retries: 2,
  retryDelay: '2s',
  timeout: '10m',
  run: async ({ url, schema, delimiter, maxBadShare, sampleRows }, ctx) => {
    const bytes = await fetchSource(ctx, url);
    const text = new TextDecoder('utf-8').decode(bytes);
    const limit = sampleRows === undefined ? {} : { limit: sampleRows };
    const { table, bad } = orFail(ctx, () => readCsv(text, schema, { delimiter, ...limit }));
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
      source: { url, sha256: sha256Of(bytes), size: bytes.byteLength },
      quarantine: {
        rows: bad.length,
        first: bad.slice(0, 20),
        ...(report === undefined ? {} : { report }),
      },
    };
  },
});

/** A file that does not fit its schema will not fit it at the next try either. */
function orFail<T>(ctx: TaskContext, read: () => T): T {
  try {
    return read();
  } catch (error) {
    return ctx.fail(error instanceof Error ? error.message : String(error), { retry: false });
  }
}
