import type { Json } from '../../../dsl/plan/json.ts';
import { applyOperator, ExpressionError, stepInto, type Loose } from '../../../workflows/run/index.ts';
import {
  FAILURE_TYPES,
  type BlobReference,
  type BoundExpression,
  type Output,
} from '../../../workflows/protocol/index.ts';
import { finalFault } from '../fault.ts';

/** Where the parts of an input come from that did not travel with it. */
export interface InputSources {
  blob(blob: BlobReference): Promise<Json>;
  /** The output of another instance of the same run; undefined when it has none. */
  instance(path: string): Promise<Output | undefined>;
}

/**
 * The value of a bound expression, missing values left missing: an absent field is left out, an
 * absent item keeps its place as `undefined`, and a template with an absent part is absent.
 *
 * @throws TaskFault, not retryable: the same input would fail again.
 */
export async function resolveInput(
  expression: BoundExpression,
  sources: InputSources,
): Promise<Loose> {
  try {
    return await resolve(expression, sources);
  } catch (error) {
    if (error instanceof ExpressionError) {
      throw finalFault(error.type, `The input could not be computed: ${error.message}`);
    }
    throw error;
  }
}

async function resolve(expression: BoundExpression, sources: InputSources): Promise<Loose> {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'absent':
      return undefined;
    case 'blob':
      return stepInto(await sources.blob(expression.blob), expression.path);
    case 'instance':
      return stepInto(await instanceValue(expression.instance, sources), expression.path);
    case 'list':
      return resolveAll(expression.items, sources);
    case 'object':
      return resolveFields(expression.fields, sources);
    case 'template':
      return resolveTemplate(expression, sources);
    case 'call':
      return stepInto(
        applyOperator(expression.operator, await resolveAll(expression.args, sources)),
        expression.path,
      );
  }
}

async function instanceValue(path: string, sources: InputSources): Promise<Json | undefined> {
  const output = await sources.instance(path);
  if (output === undefined) return undefined;
  return output.kind === 'inline' ? output.value : sources.blob(output.blob);
}

function resolveAll(
  expressions: readonly BoundExpression[],
  sources: InputSources,
): Promise<readonly Loose[]> {
  return Promise.all(expressions.map((expression) => resolve(expression, sources)));
}

async function resolveFields(
  fields: { readonly [key: string]: BoundExpression },
  sources: InputSources,
): Promise<Loose> {
  const keys = Object.keys(fields);
  const values = await resolveAll(Object.values(fields), sources);
  return Object.fromEntries(
    keys.flatMap((key, index): [string, Loose][] =>
      values[index] === undefined ? [] : [[key, values[index]]],
    ),
  );
}

async function resolveTemplate(
  template: Extract<BoundExpression, { kind: 'template' }>,
  sources: InputSources,
): Promise<Loose> {
  const values = await resolveAll(template.values, sources);
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
