import type { Ref, RefTo } from '../reference/reference.ts';
import { scalarShape } from '../reference/shape.ts';
import type { Wire } from '../reference/wire.ts';
import { callOperator } from './call-operator.ts';

const truth = () => scalarShape('boolean');

/** Compares two values of the same type. */
export function eq<T>(left: RefTo<T>, right: Wire<NoInfer<T>>): Ref<boolean> {
  return callOperator('eq', [left, right], truth, eq);
}

/** The opposite of `eq`. */
export function ne<T>(left: RefTo<T>, right: Wire<NoInfer<T>>): Ref<boolean> {
  return callOperator('ne', [left, right], truth, ne);
}

/** Greater than. */
export function gt(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  return callOperator('gt', [left, right], truth, gt);
}

/** Greater than or equal. */
export function gte(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  return callOperator('gte', [left, right], truth, gte);
}

/** Less than. */
export function lt(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  return callOperator('lt', [left, right], truth, lt);
}

/** Less than or equal. */
export function lte(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  return callOperator('lte', [left, right], truth, lte);
}
