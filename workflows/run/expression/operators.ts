import type { Operator } from '../../../dsl/plan/expression.ts';
import { ExpressionError } from './expression-error.ts';
import { cross, zip } from './combine-lists.ts';
import { jsonEqual } from './json-equal.ts';
import { describe, flag, list, number, text } from './operand.ts';
import type { Loose } from './loose.ts';
import { shiftTime } from './shift-time.ts';
import { isList } from './step-into.ts';

type Apply = (args: readonly Loose[]) => Loose;

const compare =
  (operator: Operator, holds: (left: number, right: number) => boolean): Apply =>
  ([left, right]) =>
    holds(number(operator, left), number(operator, right));

const TABLE: { readonly [K in Operator]: Apply } = {
  eq: ([left, right]) => jsonEqual(left, right),
  ne: ([left, right]) => !jsonEqual(left, right),
  gt: compare('gt', (left, right) => left > right),
  gte: compare('gte', (left, right) => left >= right),
  lt: compare('lt', (left, right) => left < right),
  lte: compare('lte', (left, right) => left <= right),
  and: (args) => decideFlags('and', args, false),
  or: (args) => decideFlags('or', args, true),
  not: ([condition]) => !flag('not', condition),
  length: ([of]) => (typeof of === 'string' ? of.length : list('length', of).length),
  includes: ([items, item]) => list('includes', items).some((each) => jsonEqual(each, item)),
  at: ([from, key]) => elementAt(from, key),
  coalesce: (args) => args.find((each) => each !== undefined && each !== null),
  concat: (args) => args.flatMap((each) => list('concat', each)),
  flatten: ([lists]) => list('flatten', lists).flatMap((each) => list('flatten', each)),
  zip: ([lists]) => zip(lists),
  cross: ([lists]) => cross(lists),
  shift: ([time, by]) => shiftTime(text('shift', time), text('shift', by)),
};

/** These look at missing values themselves; for all others O1 holds. */
const LENIENT = new Set<Operator>(['eq', 'ne', 'and', 'or', 'coalesce', 'includes']);

/**
 * What an operator of a plan gives for its arguments. Workers and the reducer share it.
 *
 * O1 A missing argument (`undefined`: an upstream without a value, an optional field) makes the
 *    result missing, as `?.` does; never an error.
 * O2 `eq`, `ne` and `includes` compare by value, and a missing value equals only a missing value;
 *    `and` and `or` are decided by the values that are there; `coalesce` takes the first that is
 *    neither missing nor null, else nothing.
 * O3 `zip` and `cross` take one object of lists. `cross` runs row by row: its last list fastest.
 * O4 Arguments are never changed, and nothing but them decides the result.
 *
 * @throws ExpressionError that names the operator and what it got.
 */
export function applyOperator(operator: Operator, args: readonly Loose[]): Loose {
  const apply = Object.hasOwn(TABLE, operator) ? TABLE[operator] : undefined;
  if (apply === undefined) throw new ExpressionError(`Unknown operator ${describe(operator)}.`);
  if (!LENIENT.has(operator) && args.includes(undefined)) return undefined;
  if (operator === 'includes' && args[0] === undefined) return undefined;
  return apply(args);
}

function decideFlags(operator: 'and' | 'or', args: readonly Loose[], decisive: boolean): Loose {
  let missing = false;
  for (const arg of args) {
    if (arg === undefined) missing = true;
    else if (flag(operator, arg) === decisive) return decisive;
  }
  return missing ? undefined : !decisive;
}

function elementAt(from: Loose, key: Loose): Loose {
  if (isList(from)) {
    const position = number('at', key);
    if (!Number.isInteger(position)) {
      throw new ExpressionError(`at got position ${position}, expected a whole number.`);
    }
    return from.at(position);
  }
  if (typeof from !== 'object' || from === null) {
    throw new ExpressionError(`at got ${describe(from)}, expected a list or an object.`);
  }
  const name = typeof key === 'number' ? String(key) : text('at', key);
  return Object.hasOwn(from, name) ? from[name] : undefined;
}
