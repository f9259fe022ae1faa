import { z } from 'zod';
import { sensor } from '../../dsl/index.ts';
import { describeSqlFault, isAuthorsFault, readFirstRow } from './read-first-row.ts';

/**
 * Waits until a query gives a row, in Postgres. `connection` names the secret that holds the
 * address (`postgres://user:password@host/database`); `values` are the query's `$1`, `$2`, ….
 * The query runs alone in a read-only transaction, in UTC.
 */
export const sqlRow = sensor({
  name: 'sql_row',
  pokeTimeout: '1m',
  input: z.object({
    connection: z.string(),
    query: z.string().min(1),
    values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).default([]),
  }),
  /** The first row, as JSON. */
  output: z.record(z.string(), z.unknown()),
  poke: async ({ connection, query, values }, ctx) => {
    const url = await ctx.secret(connection);
    try {
      return await readFirstRow(url, query, values, ctx.signal);
    } catch (error) {
      if (isAuthorsFault(error)) {
        return ctx.fail(`The query was refused: ${describeSqlFault(error)}`, { retry: false });
      }
      throw error;
    }
  },
});
