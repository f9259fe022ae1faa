import { z } from 'zod';
import type { Fault } from '../fault/fault.ts';
import type { Trace } from '../fault/trace.ts';
import type { JsonSchema } from '../plan/json.ts';
import { schemaShape } from '../reference/schema-shape.ts';
import type { Shape } from '../reference/shape.ts';
import { checkedSchema } from '../task/checked-schema.ts';

/** The params of a dag, in the three forms the engine needs. */
export interface Params {
  /** Refuses names it does not know, so that a misspelt one cannot pass for a default. */
  readonly schema: z.ZodType;
  readonly json: JsonSchema;
  readonly shape: Shape;
}

/** Checks params both as a run is given them and as the body sees them. */
export function readParams(shape: object, trace: Trace, report: (fault: Fault) => void): Params {
  const known: Record<string, z.ZodType> = {};
  for (const [name, param] of Object.entries(shape)) {
    // What is no schema is reported once and left out.
    if (typeof param === 'object' && param !== null && '_zod' in param) {
      Object.defineProperty(known, name, { value: param, enumerable: true });
    } else report(notASchema(name, trace));
  }
  const schema = z.strictObject(known);
  const site = { report, trace };
  return {
    schema,
    json: checkedSchema(schema, 'params', '', site, 'input'),
    shape: schemaShape(checkedSchema(schema, 'params', '', site, 'output')),
  };
}

function notASchema(name: string, trace: Trace): Fault {
  return {
    code: 'DAG013',
    place: `params.${name}`,
    problem: `The param "${name}" is not a zod schema.`,
    expected: 'Params say what a run can be given.',
    hint: `Write \`${name}: z.string()\`, or \`z.string().default(…)\`.`,
    trace,
  };
}
