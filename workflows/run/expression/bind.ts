import type { Expression, ValuePath } from '../../../dsl/plan/expression.ts';
import type { BoundExpression } from '../../protocol/value.ts';
import type { Frame } from '../instance.ts';
import { bindCall } from './bind-call.ts';
import { bindOutput } from './bind-output.ts';
import { ABSENT, boundList, boundObject, known, stepBound } from './bound-value.ts';
import { ExpressionError } from './expression-error.ts';
import { fillTemplate } from './fill-template.ts';
import { within, type Scope } from './scope.ts';
import { stepInto } from './step-into.ts';

export type Bind = typeof bind;

/**
 * Puts everything the run knows into an expression of the plan, and steps into the result.
 *
 * I1 What is known is computed here and now; a worker finds only what lies in the object store.
 * I2 The path is pushed towards the leaves, so that the item of a map never copies the whole list.
 */
export function bind(expression: Expression, path: ValuePath, scope: Scope): BoundExpression {
  switch (expression.kind) {
    case 'literal':
      return known(stepInto(expression.value, path));
    case 'output':
      return bindOutput(expression.node, join(expression.path, path), scope, bind);
    case 'params':
      return known(stepInto(scope.params, join(expression.path, path)));
    case 'run':
      return known(stepInto(scope.run, join(expression.path, path)));
    case 'events':
      return known(stepInto(scope.events, join(expression.path, path)));
    case 'item':
      return bindItem(expression.map, join(expression.path, path), scope);
    case 'index':
      return known(stepInto(itemFrame(expression.map, scope.frame).index, path));
    case 'list':
      return bindList(expression.items, path, scope);
    case 'object':
      return bindObject(expression.fields, path, scope);
    case 'template':
      return bindTemplate(expression, path, scope);
    case 'call':
      return bindCall(expression, join(expression.path, path), scope, bind);
    case 'state':
    case 'iteration':
    case 'resource':
      throw new ExpressionError(`This version of the engine does not run "${expression.kind}".`);
  }
}

function bindItem(map: string, path: ValuePath, scope: Scope): BoundExpression {
  const frame = itemFrame(map, scope.frame);
  const owner = frame.owner;
  if (owner?.node.plan.kind !== 'map') return ABSENT;
  const items = owner.inside?.items;
  const listed = items && stepBound(items, [frame.index, ...path]);
  // A value found while entering the map is no longer tied to the task it came from.
  if (listed?.kind === 'literal' && scope.leaveOut?.(listed.value) !== true) return listed;
  return bind(owner.node.plan.items, [frame.index, ...path], within(scope, owner.frame));
}

function itemFrame(map: string, from: Frame): Frame {
  let frame: Frame | undefined = from;
  while (frame !== undefined && frame.owner?.node.id !== map) frame = frame.owner?.frame;
  if (frame === undefined) throw new ExpressionError(`No map "${map}" is around this expression.`);
  return frame;
}

function bindList(items: readonly Expression[], path: ValuePath, scope: Scope): BoundExpression {
  const [step, ...rest] = path;
  if (step === undefined) return boundList(items.map((item) => bind(item, [], scope)));
  const item = typeof step === 'number' ? items[step] : undefined;
  return item === undefined ? ABSENT : bind(item, rest, scope);
}

function bindObject(
  fields: { readonly [key: string]: Expression },
  path: ValuePath,
  scope: Scope,
): BoundExpression {
  const [step, ...rest] = path;
  if (step === undefined) {
    return boundObject(
      Object.entries(fields).map(([name, field]) => [name, bind(field, [], scope)]),
    );
  }
  const field = Object.hasOwn(fields, step) ? fields[step] : undefined;
  return field === undefined ? ABSENT : bind(field, rest, scope);
}

/** A template with a missing part is missing, as operators are (O1). */
function bindTemplate(
  template: Extract<Expression, { kind: 'template' }>,
  path: ValuePath,
  scope: Scope,
): BoundExpression {
  const values = template.values.map((value) => bind(value, [], scope));
  if (path.length > 0 || values.some((value) => value.kind === 'absent')) return ABSENT;
  if (!values.every((value) => value.kind === 'literal')) {
    return { kind: 'template', text: template.text, values };
  }
  return known(
    fillTemplate(
      template.text,
      values.map(({ value }) => value),
    ),
  );
}

function join(first: ValuePath, second: ValuePath): ValuePath {
  return second.length === 0 ? first : [...first, ...second];
}
