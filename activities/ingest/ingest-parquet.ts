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
import { readParquet } from './read-parquet.ts';

/** As `ingestCsv`, for a Parquet file: columns by name, rows that do not fit set aside by number. */
export const ingestParquet = task({
  name: 'ingest_parquet',
  isolation: 'process',
  input: FileReadingInput.extend({
    /** A path on the workers, a `file:`, `http(s):` or `s3:` URL. */
    url: z.string().min(1),
  }),
  output: IngestedDataset,
  retries: 2,
  retryDelay: '2s',
  timeout: '1h',
  run: async ({ url, ...input }, ctx) =>
    withSource(ctx, url, input, async (source) => {
      const limits = limitsOf(ctx, input);
      const reading = await orFail(ctx, () => readParquet(source.path, input.schema, limits));
      return finishIngest(ctx, url, source, reading, input);
    }),
});
