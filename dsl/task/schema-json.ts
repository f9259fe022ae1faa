import { z } from 'zod';
import type { JsonSchema } from '../plan/json.ts';
import { describeNotJson } from './json-check.ts';

/** What is wrong with a schema, and where in it. */
export interface SchemaProblem {
  readonly code: 'DAG022' | 'DAG023' | 'DAG027';
  /** `data.at`; empty for the schema itself. */
  readonly path: string;
  readonly problem: string;
}

/** Names that every object answers to, or that a reference must answer itself. */
const RESERVED_FIELDS = new Set([
  'then',
  'toString',
  'valueOf',
  'toJSON',
  'toLocaleString',
  'constructor',
  '__proto__',
  'prototype',
]);

/** Defaults larger than this do not belong into a plan. */
const MOST_DEFAULT_CHARACTERS = 2 * 1024 * 1024;

type Io = 'input' | 'output';
/** The part of zod's schemas that is read here; zod types them as unions too wide to narrow. */
interface SchemaInside {
  readonly _zod: { readonly def: SchemaDef };
}
interface SchemaDef {
  readonly type: string;
  readonly shape?: object;
  readonly coerce?: boolean;
  readonly defaultValue?: unknown;
}

/** The schema as JSON Schema. What JSON cannot carry is reported, and described as anything. */
export function schemaJson(
  schema: z.ZodType,
  io: Io,
  tell: (problem: SchemaProblem) => void,
): JsonSchema {
  // Told at the end: telling may throw, and must not pass for a fault of the schema.
  const problems: SchemaProblem[] = [];
  const json = convert(schema, io, (problem) => void problems.push(problem));
  problems.forEach(tell);
  return json;
}

function convert(schema: z.ZodType, io: Io, report: (problem: SchemaProblem) => void): JsonSchema {
  try {
    const json = z.toJSONSchema(schema, {
      io,
      unrepresentable: ({ zodSchema, path, message }) => {
        if (!isAllowed(zodSchema, message, io)) {
          const code = message.includes('default') ? 'DAG027' : 'DAG022';
          report({
            code,
            path: fieldPath(path),
            problem: `${message.replace(' in JSON Schema', ' in JSON')}.`,
          });
        }
        return 'any';
      },
      override: ({ zodSchema, path }) => checkPart(zodSchema, fieldPath(path), report),
    });
    // A JSON Schema is JSON once zod's own hidden additions are gone.
    return JSON.parse(JSON.stringify(json)) as JsonSchema;
  } catch (error) {
    // Mostly a default that the conversion itself stumbles over.
    const defaults = defaultsWithin(schema);
    const told: SchemaProblem[] = [];
    for (const def of defaults) checkDefault(def, '', (each) => void told.push(each));
    if (told.length > 0) {
      told.forEach(report);
      return {};
    }
    const problem = `It cannot be written as JSON Schema: ${error instanceof Error ? error.message : String(error)}.`;
    report({ code: 'DAG022', path: '', problem });
    return {};
  }
}

/** What JSON leaves out is no harm: nothing returned, or an input that is made from anything. */
function isAllowed(schema: SchemaInside, message: string, io: Io): boolean {
  const { type, coerce } = schema._zod.def;
  if (type === 'void' || type === 'undefined' || message.includes('`undefined`')) return true;
  return io === 'input' && coerce === true;
}

function checkPart(
  schema: SchemaInside,
  path: string,
  report: (problem: SchemaProblem) => void,
): void {
  const { def } = schema._zod;
  if (def.type === 'file' || def.type === 'promise') {
    report({ code: 'DAG022', path, problem: `A ${def.type} cannot be represented in JSON.` });
  }
  for (const name of Object.keys(def.type === 'object' ? (def.shape ?? {}) : {})) {
    if (RESERVED_FIELDS.has(name)) {
      const problem = `"${name}" is a name that JavaScript asks every object for.`;
      report({ code: 'DAG023', path: path === '' ? name : `${path}.${name}`, problem });
    }
  }
  if (def.type === 'default' || def.type === 'prefault') checkDefault(def, path, report);
}

function checkDefault(
  def: SchemaDef,
  path: string,
  report: (problem: SchemaProblem) => void,
): void {
  const value = def.defaultValue;
  const wrong = describeNotJson(value);
  if (wrong !== undefined) {
    report({ code: 'DAG027', path, problem: `Its default is ${wrong}, which JSON cannot carry.` });
    return;
  }
  const text = JSON.stringify(value);
  if (text.length > MOST_DEFAULT_CHARACTERS) {
    report({
      code: 'DAG027',
      path,
      problem: `Its default has ${text.length} characters as JSON; 2 MB are allowed.`,
    });
  } else if (text !== JSON.stringify(def.defaultValue)) {
    report({
      code: 'DAG027',
      path,
      problem: 'Its default is another value each time, so the plan would be another each time.',
    });
  }
}

/** The definitions of all defaults in a schema, wherever they are. */
function defaultsWithin(schema: SchemaInside, seen = new Set<unknown>()): readonly SchemaDef[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const { def } = schema._zod;
  const own = def.type === 'default' || def.type === 'prefault' ? [def] : [];
  const parts = Object.entries(def).flatMap(([name, part]: [string, unknown]) =>
    name === 'defaultValue' ? [] : partsOf(part),
  );
  return [...own, ...parts.filter(isSchema).flatMap((part) => defaultsWithin(part, seen))];
}

/** What a field of a definition holds: a schema, or a list or object of them. */
function partsOf(field: unknown): readonly unknown[] {
  if (isSchema(field) || typeof field !== 'object' || field === null) return [field];
  return Object.values(field) as readonly unknown[];
}

function isSchema(value: unknown): value is SchemaInside {
  return typeof value === 'object' && value !== null && '_zod' in value;
}

function fieldPath(path: readonly (string | number)[]): string {
  let text = '';
  path.forEach((part, index) => {
    if (path[index - 1] === 'properties') text += text === '' ? part : `.${part}`;
    else if (part === 'items' || part === 'prefixItems') text += '[]';
    else if (part === 'additionalProperties') text += '.*';
  });
  return text;
}
