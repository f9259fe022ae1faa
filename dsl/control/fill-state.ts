import { didYouMean, listNames } from '../fault/did-you-mean.ts';
import type { FaultCode } from '../fault/fault-code.ts';
import type { Json, JsonObject, JsonSchema } from '../plan/json.ts';
import type { WireSite } from '../reference/wire-site.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';
import { recordFault } from '../scope/slot.ts';

/**
 * A loop's state as the author gave it, with the schema's defaults for what was left out: the engine
 * carries the state by itself, and has no zod to fill them in. Unknown and missing fields are faults.
 */
export function fillState(
  schema: JsonSchema,
  given: ExpressionDraft,
  site: WireSite,
): ExpressionDraft {
  if (isNothing(given)) refuseNothing(site);
  const fields = fieldsOf(given);
  const properties = schema['properties'];
  if (fields === undefined || !isObject(properties)) return given;
  refuseUnknown(schema, fields, Object.keys(properties), site);
  const filled = new Map(fields);
  for (const [name, property] of Object.entries(properties)) {
    if (filled.has(name)) continue;
    const value = isObject(property) ? property['default'] : undefined;
    if (value !== undefined) filled.set(name, { kind: 'literal', value });
    else if (isRequired(schema, name)) refuseMissing(name, site);
  }
  return filled.size === fields.size ? given : { kind: 'object', fields: filled };
}

/** The fields that are known before the run; undefined for what only the run can tell. */
function fieldsOf(given: ExpressionDraft): ReadonlyMap<string, ExpressionDraft> | undefined {
  if (given.kind === 'object') return given.fields;
  if (given.kind !== 'literal' || !isObject(given.value)) return undefined;
  return new Map(
    Object.entries(given.value).map(([name, value]) => [name, { kind: 'literal', value }]),
  );
}

function isNothing(given: ExpressionDraft): boolean {
  return given.kind === 'call' && given.args.length === 0 && given.path.length === 0;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRequired(schema: JsonSchema, name: string): boolean {
  const required = schema['required'];
  return Array.isArray(required) && required.includes(name);
}

function refuseUnknown(
  schema: JsonSchema,
  fields: ReadonlyMap<string, ExpressionDraft>,
  known: readonly string[],
  site: WireSite,
): void {
  const open = schema['additionalProperties'];
  if (open !== undefined && open !== false) return;
  for (const name of fields.keys()) {
    if (known.includes(name)) continue;
    fault('DAG024', name, site, {
      problem: `The state at "${site.place}" has no field "${name}".`,
      expected: `Its fields: ${listNames(known)}.`,
      hint: didYouMean(name, known),
    });
  }
}

function refuseNothing({ frame, place, trace }: WireSite): void {
  recordFault(frame.region.dag, {
    code: 'DAG026',
    place,
    problem: `The body of the loop returns nothing, at "${place}".`,
    expected: 'It returns the next state.',
    hint: '',
    trace,
  });
}

function refuseMissing(name: string, site: WireSite): void {
  fault('DAG026', name, site, {
    problem: `The field "${name}" of the state at "${site.place}" is missing.`,
    expected: 'Every iteration begins with a whole state.',
    hint: 'Give it, or make it `.optional()` or `.default(…)` in the schema of the state.',
  });
}

function fault(
  code: FaultCode,
  name: string,
  { frame, place, trace }: WireSite,
  words: { problem: string; expected: string; hint: string },
): void {
  recordFault(frame.region.dag, { code, place: `${place}.${name}`, ...words, trace });
}
