import type { Expression, Operator, ValuePath } from '../../../dsl/plan/expression.ts';
import type { BoundExpression } from '../../protocol/value.ts';
import type { Bind } from './bind.ts';
import { ABSENT, boundObject, known, knownValue, stepBound } from './bound-value.ts';
import { crossLength, crossPositions, zipLength } from './combine-lists.ts';
import { ExpressionError } from './expression-error.ts';
import { listLength } from './list-length.ts';
import type { Loose } from './loose.ts';
import { applyOperator } from './operators.ts';
import { withValues, type Scope } from './scope.ts';
import { stepInto } from './step-into.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** An operator: computed when its arguments are known, else left to the worker as it stands. */
export function bindCall(call: Call, path: ValuePath, scope: Scope, bind: Bind): BoundExpression {
  const shortcut = withoutValues(call, path, scope, bind);
  if (shortcut !== undefined) return shortcut;
  const args = call.args.map((arg) => bind(arg, [], scope));
  const early = decidedEarly(call.operator, args);
  if (early !== undefined) return stepBound(early, path);
  const values = args.map(knownValue);
  if (values.every((value) => value !== undefined)) {
    const result = applyOperator(
      call.operator,
      values.map(({ value }) => value),
    );
    return known(stepInto(result, path));
  }
  return (
    elementOf(call, path, scope, bind) ?? { kind: 'call', operator: call.operator, args, path }
  );
}

/** `at` with a known key is a step: so it reaches the facts a task reported. */
function elementOf(
  call: Call,
  path: ValuePath,
  scope: Scope,
  bind: Bind,
): BoundExpression | undefined {
  const [from, key] = call.args;
  if (call.operator !== 'at' || from === undefined || key === undefined) return undefined;
  const step = knownValue(bind(key, [], withValues(scope)))?.value;
  if (typeof step === 'string') return bind(from, [step, ...path], scope);
  if (typeof step !== 'number' || !Number.isInteger(step)) return undefined;
  if (step >= 0) return bind(from, [step, ...path], scope);
  const length = listLength(from, [], withValues(scope), bind);
  return length === undefined ? undefined : bind(from, [length + step, ...path], scope);
}

/** Lengths and single elements can often be told although the lists lie in the object store. */
function withoutValues(
  call: Call,
  path: ValuePath,
  scope: Scope,
  bind: Bind,
): BoundExpression | undefined {
  const [first] = call.args;
  if (first === undefined) return undefined;
  const [row, ...rest] = path;
  if (call.operator === 'length' && path.length === 0) {
    const length = listLength(first, [], withValues(scope), bind);
    return length === undefined ? undefined : known(length);
  }
  const rows = call.operator === 'zip' || call.operator === 'cross';
  return rows && typeof row === 'number'
    ? rowOf(call.operator, first, row, rest, scope, bind)
    : undefined;
}

function rowOf(
  operator: Operator,
  lists: Expression,
  row: number,
  rest: ValuePath,
  scope: Scope,
  bind: Bind,
): BoundExpression | undefined {
  if (lists.kind !== 'object') return undefined;
  const entries = Object.entries(lists.fields);
  const lengths = entries.map(([, list]) => listLength(list, [], withValues(scope), bind));
  if (!lengths.every((length) => length !== undefined)) return undefined;
  const rowCount =
    operator === 'cross'
      ? crossLength(lengths)
      : zipLength(entries.map(([key], column) => [key, lengths[column] ?? 0]));
  if (row >= rowCount) return ABSENT;
  const positions = operator === 'zip' ? entries.map(() => row) : crossPositions(lengths, row);
  const [name, ...deeper] = rest;
  const element = (column: number, list: Expression, path: ValuePath): BoundExpression =>
    bind(list, [positions[column] ?? 0, ...path], scope);
  if (name === undefined) {
    return boundObject(entries.map(([key, list], column) => [key, element(column, list, [])]));
  }
  const column = entries.findIndex(([key]) => key === name);
  const list = entries[column]?.[1];
  return list === undefined ? ABSENT : element(column, list, deeper);
}

/** `and`, `or` and `coalesce` may be settled by what is known, whatever the rest turns out to be. */
function decidedEarly(
  operator: Operator,
  args: readonly BoundExpression[],
): BoundExpression | undefined {
  if (operator === 'and' || operator === 'or') {
    const decisive = operator === 'or';
    const found = args.some((arg) => arg.kind === 'literal' && arg.value === decisive);
    return found ? known(decisive) : undefined;
  }
  if (operator !== 'coalesce') return undefined;
  const there = args.find((arg) => !isNothing(arg));
  if (there === undefined) return ABSENT;
  const surelyThere =
    there.kind === 'list' ||
    there.kind === 'object' ||
    ((there.kind === 'blob' || there.kind === 'instance') && there.path.length === 0);
  return surelyThere || there.kind === 'literal' ? there : undefined;
}

function isNothing(arg: BoundExpression): boolean {
  return arg.kind === 'absent' || (arg.kind === 'literal' && arg.value === null);
}

/** The value of an expression that control flow needs. */
export function evaluate(expression: Expression, scope: Scope, bind: Bind): Loose {
  const bound = bind(expression, [], scope);
  const box = knownValue(bound);
  if (box !== undefined) return box.value;
  throw new ExpressionError(
    `The value lies in the object store, but the control flow needs it: ${JSON.stringify(expression)}.`,
  );
}
