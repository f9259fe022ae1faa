import type { JsonValue } from './json-value.ts';

/** What lies at a path of parsed JSON; undefined if nothing does. */
export function readAt(value: unknown, path: readonly (string | number)[]): JsonValue | undefined {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  // Parts of parsed JSON are JSON.
  return at as JsonValue | undefined;
}
