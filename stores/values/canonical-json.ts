import type { Json } from '../../dsl/plan/json.ts';

// JSON.parse of V8 goes as deep as its stack; far above anything a task means to return.
const MAX_DEPTH = 1_000;

/**
 * JSON text that is the same for equal values: object keys sorted by UTF-16 code units, no white
 * space, numbers and strings as `JSON.stringify` writes them (RFC 8785). Fields that are undefined
 * are left out, and dates and the like are written as their `toJSON` says. (`dsl/compile` writes
 * plans the same way, without the checks: it has made them itself.)
 *
 * @throws TypeError for what JSON cannot hold: NaN, infinities, functions, cycles.
 */
export function canonicalJson(value: Json): string {
  return written(value, '', 0);
}

function written(value: unknown, at: string, depth: number): string {
  if (depth > MAX_DEPTH)
    throw new TypeError(`The value is nested over ${MAX_DEPTH} deep, or in itself.`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value !== 'object') throw unfit(value, at);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    // The method of the value itself, called as JSON.stringify calls it.
    return written(Reflect.apply(value.toJSON, value, []) as unknown, at, depth + 1);
  }
  return Array.isArray(value) ? writtenList(value, at, depth) : writtenObject(value, at, depth);
}

function writtenList(list: readonly unknown[], at: string, depth: number): string {
  // Most large values are lists of numbers: those are left to the engine.
  if (list.every((item) => Number.isFinite(item))) return JSON.stringify(list);
  const items = list.map((item, index) => written(item ?? null, `${at}[${index}]`, depth + 1));
  return `[${items.join(',')}]`;
}

function writtenObject(object: object, at: string, depth: number): string {
  const fields = Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${written(value, `${at}.${key}`, depth + 1)}`);
  return `{${fields.join(',')}}`;
}

function unfit(value: unknown, at: string): TypeError {
  const shown = typeof value === 'number' ? String(value) : `a ${typeof value}`;
  return new TypeError(`The value at "${at}" is ${shown}, which JSON cannot hold.`);
}
