import type { Json } from '../../dsl/plan/json.ts';

/**
 * JSON text that is the same for equal values: object keys sorted by UTF-16 code units, no white
 * space, numbers and strings as `JSON.stringify` writes them (RFC 8785).
 *
 * @throws TypeError for what JSON cannot hold: NaN, infinities, functions, cycles.
 */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, sortedAndChecked);
}

function sortedAndChecked(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`The number at "${key}" is ${value}, which JSON cannot hold.`);
  }
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    throw new TypeError(`The value at "${key}" is a ${typeof value}, which JSON cannot hold.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}
