import type { Json } from '../../../dsl/plan/json.ts';
import { cleanText } from '../../../stores/logs/clean-text.ts';
import { shown } from '../describe-thrown.ts';

const MAX_CHARS = 16 * 1024;
const MAX_STRING_CHARS = 4 * 1024;
const MAX_DEPTH = 8;
const MAX_ITEMS = 200;

/** What an author logs beside a message, as JSON: anything goes in, nothing breaks, nothing is endless. */
export function toLogData(data: object, mask: (text: string) => string): Json {
  const text = mask(JSON.stringify(readable(data, MAX_DEPTH)));
  if (text.length > MAX_CHARS) return `${text.slice(0, MAX_CHARS)}…`;
  try {
    // Made from JSON a line above; the mask writes plain stars.
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function readable(value: unknown, depth: number): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return cleanText(value, MAX_STRING_CHARS);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object') return shown(value);
  try {
    return readableObject(value, depth);
  } catch {
    return 'a value that cannot be shown';
  }
}

function readableObject(value: object, depth: number): Json {
  if (value instanceof Date || value instanceof URL || ArrayBuffer.isView(value))
    return shown(value);
  if (value instanceof Error) {
    return { name: value.name, message: value.message, stack: linesOf(value.stack) };
  }
  if (depth === 0) return shown(value);
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item: unknown) => readable(item, depth - 1));
  }
  if (value instanceof Map || value instanceof Set) return shown(value);
  const fields = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    fields
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [cleanText(key, MAX_STRING_CHARS), readable(field, depth - 1)]),
  );
}

/** A stack as a list, so that it stays readable in a log of single lines. */
export function linesOf(stack: string | undefined): readonly string[] {
  return (stack ?? '').split('\n').map((line) => cleanText(line.trimEnd(), MAX_STRING_CHARS));
}
