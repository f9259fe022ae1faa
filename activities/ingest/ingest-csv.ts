import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { withSource } from './fetch-source.ts';
import {
  FileReadingInput,
  finishIngest,
  IngestedDataset,
  limitsOf,
  orFail,
} from './finish-ingest.ts';
import { readCsv } from './read-csv.ts';

/**
 * Reads a CSV file, plain or gzipped, by a typed schema into a content-addressed data set. Rows that
 * do not fit are set aside with line and reason; more of them than `maxBadShare` end the task for
 * good.
 */
export const ingestCsv = task({
  name: 'ingest_csv',
  isolation: 'process',
  input: FileReadingInput.extend({
    /** A path on the workers, a `file:`, `http(s):` or `s3:` URL. */
    url: z.string().min(1),
    delimiter: z.string().length(1).default(','),
  }),
  output: IngestedDataset,
  retries: 2,
  retryDelay: '2s',
  timeout: '1h',
  run: async ({ url, delimiter, ...input }, ctx) =>
    withSource(ctx, url, input, async (source) => {
      const limits = { ...limitsOf(ctx, input), delimiter };
      const reading = await orFail(ctx, () => readCsv(source.path, input.schema, limits));
      return finishIngest(ctx, url, source, reading, input);
    }),
});
