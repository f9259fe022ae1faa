import type { Expression, ValuePath } from '../../../dsl/plan/expression.ts';
import type { BoundExpression } from '../../protocol/value.ts';
import { frameAt, type Frame } from '../instance.ts';
import { bindCall } from './bind-call.ts';
import { bindOutput, newestState, regionResult } from './bind-output.ts';
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
      return known(stepInto(frameInside(expression.map, scope.frame).index, path));
    case 'list':
      return bindList(expression.items, path, scope);
    case 'object':
      return bindObject(expression.fields, path, scope);
    case 'template':
      return bindTemplate(expression, path, scope);
    case 'call':
      return bindCall(expression, join(expression.path, path), scope, bind);
    case 'state':
      return bindState(expression.repeat, join(expression.path, path), scope);
    case 'iteration':
      return known(stepInto(frameInside(expression.repeat, scope.frame).index, path));
    case 'resource':
      return bindResource(expression.resource, join(expression.path, path), scope);
  }
}

function bindItem(map: string, path: ValuePath, scope: Scope): BoundExpression {
  const frame = frameInside(map, scope.frame);
  const owner = frame.owner;
  if (owner?.node.plan.kind !== 'map') return ABSENT;
  const items = owner.inside?.items;
  const first = owner.inside?.first ?? 0;
  const listed = items && stepBound(items, [frame.index - first, ...path]);
  // A shard has its items and not where they came from.
  if (listed !== undefined && owner.inside?.sliced === true) return listed;
  // A value found while entering the map is no longer tied to the task it came from.
  if (listed?.kind === 'literal' && scope.leaveOut?.(listed.value) !== true) return listed;
  return bind(owner.node.plan.items, [frame.index, ...path], within(scope, owner.frame));
}

/** What an iteration begins with: the first with the initial state, the others with the result before. */
function bindState(loop: string, path: ValuePath, scope: Scope): BoundExpression {
  const { newest } = scope;
  if (newest?.node.id === loop) return newestState(newest, path, scope, bind);
  const frame = frameInside(loop, scope.frame);
  const state = frame.state && stepBound(frame.state, path);
  // As with items: what was found when the iteration began is no longer tied to where it came from.
  if (state?.kind === 'literal' && scope.leaveOut?.(state.value) !== true) return state;
  const { owner } = frame;
  // Around a shard there is the state alone and not where it came from.
  if (state !== undefined && owner?.inside?.sliced === true) return state;
  if (owner?.node.plan.kind !== 'repeat') return ABSENT;
  const before = frameAt(owner.inside, frame.index - 1);
  return before === undefined
    ? bind(owner.node.plan.initial, path, within(scope, owner.frame))
    : regionResult(before, path, scope, bind);
}

function bindResource(resource: string, path: ValuePath, scope: Scope): BoundExpression {
  const { owner } = frameInside(resource, scope.frame);
  const setup = frameAt(owner?.inside, 0);
  return setup === undefined ? ABSENT : regionResult(setup, path, scope, bind);
}

function frameInside(container: string, from: Frame): Frame {
  let frame: Frame | undefined = from;
  while (frame !== undefined && frame.owner?.node.id !== container) frame = frame.owner?.frame;
  if (frame === undefined) {
    throw new ExpressionError(`Nothing named "${container}" is around this expression.`);
  }
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
