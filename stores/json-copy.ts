/** A copy of a JSON value, made as a database makes it: what goes out is never what came in. */
export function jsonCopy<T>(value: T): T {
  // JSON has no `undefined`; absent stays absent.
  if (value === undefined) return value;
  // T is JSON by the contracts of the stores, and JSON survives its own text unchanged.
  return JSON.parse(JSON.stringify(value)) as T;
}
