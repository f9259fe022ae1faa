import { didYouMean, listNames } from '../fault/did-you-mean.ts';
import type { FaultCode } from '../fault/fault-code.ts';
import type { JsonSchema } from '../plan/json.ts';
import { isPoisoned } from '../reference/reference-data.ts';
import type { WireSite } from '../reference/wire-site.ts';
import { wireValue } from '../reference/wire-value.ts';
import type { ExpressionDraft } from '../scope/expression-draft.ts';
import { recordFault } from '../scope/slot.ts';

/** Something with named inputs: a task, or the params of another dag. */
export interface InputTarget {
  readonly name: string;
  readonly inputSchema: JsonSchema;
}

/** Wires the inputs of a call one by one, so that each fault names its input. */
export function wireInput(target: InputTarget, input: unknown, site: WireSite): ExpressionDraft {
  const fields = new Map<string, ExpressionDraft>();
  if (isPoisoned(input)) return { kind: 'object', fields };
  if (
    input !== undefined &&
    (typeof input !== 'object' || input === null || Array.isArray(input))
  ) {
    fault('DAG013', site, site.place, {
      problem: `The input of "${site.place}" is ${Array.isArray(input) ? 'a list' : `of type ${typeof input}`}.`,
      expected: 'The first argument of a call is an object with the inputs by name.',
      hint: '',
    });
    return { kind: 'object', fields };
  }
  const known = propertyNames(target.inputSchema);
  const open = target.inputSchema['additionalProperties'];
  for (const [name, value] of Object.entries(input ?? {})) {
    if (value === undefined) continue;
    if (!known.includes(name) && (open === undefined || open === false)) {
      refuseUnknown(target, name, known, site);
    } else {
      const place = `${site.place}.${name}`;
      fields.set(name, wireValue(value, { ...site, place }).expression);
    }
  }
  refuseMissing(target, fields, site);
  return { kind: 'object', fields };
}

function propertyNames(schema: JsonSchema): readonly string[] {
  const properties = schema['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function refuseUnknown(
  target: InputTarget,
  name: string,
  known: readonly string[],
  site: WireSite,
): void {
  const inputs = known.length === 0 ? 'It takes no input.' : `Its inputs: ${listNames(known)}.`;
  fault('DAG024', site, `${site.place}.${name}`, {
    problem: `"${target.name}" has no input "${name}".`,
    expected: inputs,
    hint: didYouMean(name, known),
  });
}

function refuseMissing(
  target: InputTarget,
  fields: ReadonlyMap<string, ExpressionDraft>,
  site: WireSite,
): void {
  const required = target.inputSchema['required'];
  for (const name of Array.isArray(required) ? required : []) {
    if (typeof name !== 'string' || fields.has(name)) continue;
    fault('DAG026', site, `${site.place}.${name}`, {
      problem: `The input "${name}" of "${site.place}" is missing.`,
      expected: `"${target.name}" needs it.`,
      hint: 'Wire it, or make it `.optional()` or `.default(…)` in the input schema.',
    });
  }
}

function fault(
  code: FaultCode,
  site: WireSite,
  place: string,
  words: { problem: string; expected: string; hint: string },
): void {
  recordFault(site.frame.region.dag, { code, place, ...words, trace: site.trace });
}
