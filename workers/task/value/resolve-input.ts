import type { Json } from '../../../dsl/plan/json.ts';
import {
  applyOperator,
  ExpressionError,
  stepInto,
  type Loose,
} from '../../../workflows/run/index.ts';
import {
  FAILURE_TYPES,
  type BlobReference,
  type BoundExpression,
} from '../../../workflows/protocol/index.ts';
import { finalFault } from '../fault.ts';

/** Reads a value that did not travel with its input. */
export type ReadBlob = (blob: BlobReference) => Promise<Json>;

/**
 * The value of an expression (after `bindInstances`), missing values left missing: an absent field is left out, an
 * absent item keeps its place as `undefined`, and a template with an absent part is absent.
 *
 * @throws TaskFault, not retryable: the same input would fail again.
 */
export async function resolveInput(
  expression: BoundExpression,
  readBlob: ReadBlob,
): Promise<Loose> {
  try {
    return await resolve(expression, readBlob);
  } catch (error) {
    if (error instanceof ExpressionError) {
      throw finalFault(error.type, `The input could not be computed: ${error.message}`);
    }
    throw error;
  }
}

async function resolve(expression: BoundExpression, readBlob: ReadBlob): Promise<Loose> {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'absent':
      return undefined;
    case 'blob':
      return stepInto(await readBlob(expression.blob), expression.path);
    case 'instance':
      throw new Error(`The output of "${expression.instance}" was not bound into the input.`);
    case 'list':
      return resolveAll(expression.items, readBlob);
    case 'object':
      return resolveFields(expression.fields, readBlob);
    case 'template':
      return resolveTemplate(expression, readBlob);
    case 'call':
      return stepInto(
        applyOperator(expression.operator, await resolveAll(expression.args, readBlob)),
        expression.path,
      );
  }
}

function resolveAll(
  expressions: readonly BoundExpression[],
  readBlob: ReadBlob,
): Promise<readonly Loose[]> {
  return Promise.all(expressions.map((expression) => resolve(expression, readBlob)));
}

async function resolveFields(
  fields: { readonly [key: string]: BoundExpression },
  readBlob: ReadBlob,
): Promise<Loose> {
  const keys = Object.keys(fields);
  const values = await resolveAll(Object.values(fields), readBlob);
  return Object.fromEntries(
    keys.flatMap((key, index): [string, Loose][] =>
      values[index] === undefined ? [] : [[key, values[index]]],
    ),
  );
}

async function resolveTemplate(
  template: Extract<BoundExpression, { kind: 'template' }>,
  readBlob: ReadBlob,
): Promise<Loose> {
  const values = await resolveAll(template.values, readBlob);
  if (values.includes(undefined)) return undefined;
  return template.text
    .map((text, index) => (index < values.length ? text + plainText(values[index], index) : text))
    .join('');
}

function plainText(value: Loose, index: number): string {
  if (typeof value !== 'object' && value !== undefined) return String(value);
  throw finalFault(
    FAILURE_TYPES.invalidInput,
    `Value ${index + 1} of a template is ${value === null ? 'null' : 'a list or an object'}; ` +
      'expected a string, a number or a boolean.',
  );
}
