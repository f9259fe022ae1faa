import type { z } from 'zod';
import type { Fault } from '../fault/fault.ts';
import type { Trace } from '../fault/trace.ts';
import type { JsonSchema } from '../plan/json.ts';
import { raiseFault } from '../scope/slot.ts';
import { schemaJson } from './schema-json.ts';

const WORDS = {
  DAG022: {
    fault: 'cannot travel',
    expected: 'What travels between tasks is JSON.',
    hint: 'Use what JSON has: `z.iso.datetime()` for a date, `z.record` for a map, `z.array` for a set, `z.codec` to convert on arrival.',
  },
  DAG023: {
    fault: 'has a field that references cannot offer',
    expected: 'A reference has a field for each field of the value.',
    hint: 'Choose another name.',
  },
  DAG027: {
    fault: 'has a default that a plan cannot hold',
    expected: 'Defaults are part of the plan, which is constant JSON.',
    hint: 'Write a constant of strings, numbers, booleans, lists and plain objects.',
  },
} as const;

/**
 * The JSON Schema of what an author declared; faults name the field.
 *
 * @param what `input`, `output`, `params`, `payload`, `form` or `state`.
 * @param owner The task or source it belongs to; empty for the dag itself.
 */
export function checkedSchema(
  schema: unknown,
  what: string,
  owner: string,
  site: { readonly trace: Trace; readonly report?: (fault: Fault) => void },
  io: 'input' | 'output',
): JsonSchema {
  const { trace, report = raiseFault } = site;
  const of = owner === '' ? '' : ` of "${owner}"`;
  const place = (path: string): string =>
    [owner, what, path].filter((part) => part !== '').join('.');
  if (!isSchema(schema)) {
    report({
      code: 'DAG013',
      place: place(''),
      problem: `The ${what}${of} is not a zod schema.`,
      expected: 'Schemas say what travels between tasks.',
      hint: `Write \`${what}: z.object({ … })\`.`,
      trace,
    });
    return {};
  }
  return schemaJson(schema, io, ({ code, path, problem }) => {
    const field = path === '' ? '' : ` at "${path}"`;
    report({
      code,
      place: place(path),
      problem: `The ${what}${of}${field} ${WORDS[code].fault}. ${problem}`,
      expected: WORDS[code].expected,
      hint: WORDS[code].hint,
      trace,
    });
  });
}

/** By what zod schemas have, so that another copy of zod is recognised. */
function isSchema(value: unknown): value is z.ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value;
}
