import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { withSource } from './fetch-source.ts';
import {
  FileReadingInput,
  finishIngest,
  IngestedDataset,
  limitsOf,
  orFail,
} from './finish-ingest.ts';
import { queryFiles } from './query-files.ts';
import { readPostgres } from './read-postgres.ts';
import { sha256Of } from '../data/content.ts';

const TableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/);
const Place = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('postgres'),
    /** Name of the secret with the address, `postgres://user:password@host/database`. */
    connection: z.string(),
  }),
  z.object({
    kind: z.literal('files'),
    /** CSV and Parquet files (by their ending) under the names by which the query knows them. */
    files: z.record(TableName, z.string().min(1)),
  }),
]);

/**
 * Reads what a query gives into a content-addressed data set: from Postgres through a cursor, or
 * from files with DuckDB. Values stand in the query as `$1`, `$2`, … and never become part of its
 * text. Rows that do not fit the schema are set aside by their number.
 */
export const ingestSql = task({
  name: 'ingest_sql',
  isolation: 'process',
  input: FileReadingInput.extend({
    from: Place,
    query: z.string().min(1),
    values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).default([]),
  }),
  output: IngestedDataset,
  retries: 2,
  retryDelay: '2s',
  timeout: '1h',
  run: async ({ from, query, values, ...input }, ctx) => {
    const asked = { text: query, values };
    const limits = limitsOf(ctx, input);
    if (from.kind === 'postgres') {
      const url = await ctx.secret(from.connection);
      const reading = await orFail(ctx, () => readPostgres(url, asked, input.schema, limits));
      return finishIngest(ctx, `sql:${from.connection}`, undefined, reading, input);
    }
    return withFiles(ctx, Object.entries(from.files), input, [], async (files) => {
      const reading = await orFail(ctx, () => queryFiles(files, asked, input.schema, limits));
      const source = {
        sha256: sha256Of(files.map(({ name, sha256 }) => `${name} ${sha256}`).join('\n')),
        size: files.reduce((sum, { size }) => sum + size, 0),
      };
      const url = `sql:${Object.values(from.files).join(' ')}`;
      return finishIngest(ctx, url, source, reading, input);
    });
  },
});

type Files = Parameters<typeof queryFiles>[0];
type Input = z.output<typeof FileReadingInput>;

/** Fetches one file after the other; all are there while `work` runs. */
function withFiles<T>(
  ctx: TaskContext,
  [next, ...rest]: readonly (readonly [name: string, url: string])[],
  input: Input,
  here: Files,
  work: (files: Files) => Promise<T>,
): Promise<T> {
  if (next === undefined) return work(here);
  const [name, url] = next;
  const kind = /\.parquet$/i.test(url.split('?', 1)[0] ?? '') ? 'parquet' : 'csv';
  return withSource(ctx, url, input, (source) =>
    withFiles(ctx, rest, input, [...here, { ...source, name, kind }], work),
  );
}
