import type { Expression, ValuePath } from '../../../dsl/plan/expression.ts';
import { seenFrom, type Instance } from '../instance.ts';
import type { Bind } from './bind.ts';
import { knownValue } from './bound-value.ts';
import { crossLength, zipLength } from './combine-lists.ts';
import { factKey } from './fact-key.ts';
import { within, type Scope } from './scope.ts';
import { isList } from './step-into.ts';

/**
 * The length of a list or string that need not be at hand: from the value, from a fact that its
 * task reported, or from the lists it is made of. `undefined` when none of them tells.
 */
export function listLength(
  expression: Expression,
  path: ValuePath,
  scope: Scope,
  bind: Bind,
): number | undefined {
  const made = path.length === 0 ? lengthAsMade(expression, scope, bind) : undefined;
  if (made !== undefined) return made;
  const fact = reportedLength(expression, path, scope);
  if (fact !== undefined) return fact;
  const bound = bind(expression, path, scope);
  if (bound.kind === 'list') return bound.items.length;
  const value = knownValue(bound)?.value;
  return isList(value) || typeof value === 'string' ? value.length : undefined;
}

function lengthAsMade(expression: Expression, scope: Scope, bind: Bind): number | undefined {
  if (expression.kind === 'list') return expression.items.length;
  if (expression.kind === 'output') return mapLength(expression, scope);
  if (expression.kind !== 'call' || expression.path.length > 0) return undefined;
  const [first] = expression.args;
  if (expression.operator === 'concat') {
    const parts: readonly (number | undefined)[] = expression.args.map((each) =>
      listLength(each, [], scope, bind),
    );
    return allKnown(parts) ? parts.reduce<number>((sum, part) => sum + part, 0) : undefined;
  }
  if (first?.kind !== 'object') return undefined;
  if (expression.operator !== 'zip' && expression.operator !== 'cross') return undefined;
  const entries = Object.entries(first.fields);
  const lengths: readonly (number | undefined)[] = entries.map(([, list]) =>
    listLength(list, [], scope, bind),
  );
  if (!allKnown(lengths)) return undefined;
  if (expression.operator === 'cross') return crossLength(lengths);
  return zipLength(entries.map(([name], column) => [name, lengths[column] ?? 0]));
}

function mapLength(
  output: Extract<Expression, { kind: 'output' }>,
  scope: Scope,
): number | undefined {
  const instance = output.path.length > 0 ? undefined : instanceOf(output.node, scope);
  return instance?.node.plan.kind === 'map' ? instance.inside?.count : undefined;
}

function reportedLength(expression: Expression, path: ValuePath, scope: Scope): number | undefined {
  if (expression.kind === 'item') {
    let frame = scope.frame;
    while (frame.owner !== undefined && frame.owner.node.id !== expression.map)
      frame = frame.owner.frame;
    const map = frame.owner?.node.plan;
    if (map?.kind !== 'map' || frame.owner === undefined) return undefined;
    const at = [frame.index, ...expression.path, ...path];
    return reportedLength(map.items, at, within(scope, frame.owner.frame));
  }
  if (expression.kind !== 'output') return undefined;
  const output = instanceOf(expression.node, scope)?.output;
  if (output === undefined || output.kind === 'inline') return undefined;
  const key = factKey([...expression.path, ...path], 'length');
  const length = Object.hasOwn(output.facts, key) ? output.facts[key] : undefined;
  return typeof length === 'number' ? length : undefined;
}

function instanceOf(id: string, scope: Scope): Instance | undefined {
  const node = scope.plan.byId.get(id);
  return node && seenFrom(scope.frame, node);
}

function allKnown(lengths: readonly (number | undefined)[]): lengths is number[] {
  return lengths.every((length) => length !== undefined);
}
