import type { Json } from '../../dsl/plan/json.ts';
import { placeOf } from '../problem/zod-issues.ts';

/** NUL and halves of surrogate pairs are JSON, and no database text. */
const UNSTORABLE = /\u0000|\p{Surrogate}/u;

/** Where in a value a text (or a key) stands that Postgres cannot keep; undefined when all is well. */
export function unstorableText(value: Json, path: readonly PropertyKey[] = []): string | undefined {
  if (typeof value === 'string') return UNSTORABLE.test(value) ? placeOf(path) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const entries: readonly (readonly [PropertyKey, Json])[] = Array.isArray(value)
    ? value.map((item: Json, index) => [index, item])
    : Object.entries(value);
  for (const [key, inner] of entries) {
    if (typeof key === 'string' && UNSTORABLE.test(key)) return placeOf(path);
    const found = unstorableText(inner, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
