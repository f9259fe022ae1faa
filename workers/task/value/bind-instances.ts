import type { Json } from '../../../dsl/plan/json.ts';
import type { BoundExpression, Output } from '../../../workflows/protocol/index.ts';
import { stepInto } from '../../../workflows/run/index.ts';

/** The output of another instance of the same run; undefined when it has none. */
export type OutputOf = (path: string) => Promise<Output | undefined>;

/**
 * Puts outputs of other instances, which large inputs travel without, into an expression. What is
 * left needs the object store alone, so a child process can compute it.
 */
export async function bindInstances(
  expression: BoundExpression,
  outputOf: OutputOf,
): Promise<BoundExpression> {
  switch (expression.kind) {
    case 'literal':
    case 'absent':
    case 'blob':
      return expression;
    case 'instance':
      return boundOutput(await outputOf(expression.instance), expression.path);
    case 'list':
      return { ...expression, items: await bindAll(expression.items, outputOf) };
    case 'object':
      return { ...expression, fields: await bindFields(expression.fields, outputOf) };
    case 'template':
      return { ...expression, values: await bindAll(expression.values, outputOf) };
    case 'call':
      return { ...expression, args: await bindAll(expression.args, outputOf) };
  }
}

function boundOutput(
  output: Output | undefined,
  path: readonly (string | number)[],
): BoundExpression {
  if (output === undefined) return { kind: 'absent' };
  if (output.kind === 'blob') return { kind: 'blob', blob: output.blob, path };
  if (output.kind === 'stored') throw new Error('A stored output cannot point to itself.');
  const value = stepInto(output.value, path);
  // Steps into JSON lead to JSON or nowhere.
  return value === undefined ? { kind: 'absent' } : { kind: 'literal', value: value as Json };
}

function bindAll(
  expressions: readonly BoundExpression[],
  outputOf: OutputOf,
): Promise<readonly BoundExpression[]> {
  return Promise.all(expressions.map((expression) => bindInstances(expression, outputOf)));
}

async function bindFields(
  fields: { readonly [key: string]: BoundExpression },
  outputOf: OutputOf,
): Promise<{ readonly [key: string]: BoundExpression }> {
  const bound = await bindAll(Object.values(fields), outputOf);
  return Object.fromEntries(
    Object.keys(fields).map((key, index) => [key, bound[index] ?? { kind: 'absent' }]),
  );
}
