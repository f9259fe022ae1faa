import type { Json } from '../../../dsl/plan/json.ts';
import { FAILURE_TYPES } from '../../../workflows/protocol/index.ts';
import { finalFault, type TaskFault } from '../fault.ts';
import { placeOf } from './value-place.ts';

/**
 * J1 What travels is exactly what the task returned: anything JSON would change or drop silently
 *    (NaN, Infinity, dates, maps, bytes, functions, cycles, holes in lists) is refused by name.
 * J2 Two exceptions: `undefined` as the whole value is null, for tasks that return nothing, and a
 *    field that is `undefined` is left out, for optional fields.
 */
const MAX_DEPTH = 500;

export interface JsonText {
  readonly value: Json;
  readonly text: string;
}

/** @throws TaskFault InvalidOutput naming the place, or OutputTooLarge. */
export function toJsonText(value: unknown, subject: string): JsonText {
  if (value === undefined) return { value: null, text: 'null' };
  const fault = findFault(value, [], new Set());
  if (fault !== undefined) throw invalid(subject, fault);
  try {
    // The walk above has shown that the value is JSON.
    return { value: value as Json, text: JSON.stringify(value) };
  } catch (error) {
    // V8 cannot build strings over half a gigabyte.
    if (error instanceof RangeError) throw tooLong(subject);
    throw error;
  }
}

interface JsonFault {
  readonly path: readonly (string | number)[];
  readonly what: string;
}

function findFault(
  value: unknown,
  path: (string | number)[],
  open: Set<object>,
): JsonFault | undefined {
  if (value === null) return undefined;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : { path: [...path], what: String(value) };
    case 'object':
      return faultInObject(value, path, open);
    default:
      return {
        path: [...path],
        what: typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`,
      };
  }
}

function faultInObject(
  value: object,
  path: (string | number)[],
  open: Set<object>,
): JsonFault | undefined {
  if (open.has(value)) return { path: [...path], what: 'a reference to a value that encloses it' };
  if (path.length >= MAX_DEPTH)
    return { path: path.slice(0, 5), what: `over ${MAX_DEPTH} levels deep` };
  const alien = alienName(value);
  if (alien !== undefined) return { path: [...path], what: alien };
  open.add(value);
  const fault = Array.isArray(value)
    ? faultInList(value, path, open)
    : faultInFields(value, path, open);
  open.delete(value);
  return fault;
}

function faultInList(
  list: readonly unknown[],
  path: (string | number)[],
  open: Set<object>,
): JsonFault | undefined {
  for (let index = 0; index < list.length; index++) {
    path.push(index);
    const fault = findFault(list[index], path, open);
    path.pop();
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultInFields(
  fields: object,
  path: (string | number)[],
  open: Set<object>,
): JsonFault | undefined {
  for (const [key, field] of Object.entries(fields)) {
    if (field === undefined) continue;
    path.push(key);
    const fault = findFault(field, path, open);
    path.pop();
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** What an object is, when it is neither a list nor a plain object. */
function alienName(value: object): string | undefined {
  if (Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return undefined;
  // A plain object of another realm has a prototype that itself has none.
  if (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null) {
    if (Reflect.get(value.constructor, 'name') === 'Object') return undefined;
  }
  const name: unknown = Reflect.get(value.constructor ?? {}, 'name');
  return `a ${typeof name === 'string' && name !== '' ? name : 'class instance'}`;
}

function invalid(subject: string, fault: JsonFault): TaskFault {
  return finalFault(
    FAILURE_TYPES.invalidOutput,
    `${subject} cannot travel as JSON: ${placeOf(fault.path)} is ${fault.what}. ` +
      'Return plain JSON; keep bytes and large arrays in `ctx.artifacts`.',
  );
}

function tooLong(subject: string): TaskFault {
  return finalFault(
    FAILURE_TYPES.outputTooLarge,
    `${subject} has over 500 MB of JSON. Keep it in \`ctx.artifacts\` and return its uri.`,
  );
}
