import { z } from 'zod';

/** Query of lists that are counted. */
export const Page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

/** A window of a list. */
export function pageOf<T>(
  all: readonly T[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): T[] {
  return all.slice(offset, offset + limit);
}
