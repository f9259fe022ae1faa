import type { Ref, RefTo } from '../reference/reference.ts';
import { scalarShape } from '../reference/shape.ts';
import type { Wire } from '../reference/wire.ts';
import { callOperator } from './call-operator.ts';

const truth = () => scalarShape('boolean');

/**
 * Compares two values of the same type.
 *
 * @example
 * ```ts
 * shortCircuit(eq(evaluate({ model }).verdict, 'promote'));
 * ```
 */
export function eq<T>(left: RefTo<T>, right: Wire<NoInfer<T>>): Ref<boolean> {
  return callOperator('eq', [left, right], truth, eq);
}

/**
 * The opposite of `eq`.
 *
 * @example
 * ```ts
 * shortCircuit(ne(evaluate({ model }).verdict, 'reject'));
 * ```
 */
export function ne<T>(left: RefTo<T>, right: Wire<NoInfer<T>>): Ref<boolean> {
  return callOperator('ne', [left, right], truth, ne);
}

/**
 * Greater than.
 *
 * @example
 * ```ts
 * shortCircuit(gt(model.accuracy, 0.9));
 * ```
 */
export function gt(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  return callOperator('gt', [left, right], truth, gt);
}

/**
 * Greater than or equal.
 *
 * @example
 * ```ts
 * shortCircuit(gte(model.accuracy, 0.9));
 * ```
 */
export function gte(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  return callOperator('gte', [left, right], truth, gte);
}

/**
 * Less than.
 *
 * @example
 * ```ts
 * shortCircuit(lt(model.accuracy, 0.5));
 * ```
 */
export function lt(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  return callOperator('lt', [left, right], truth, lt);
}

/**
 * Less than or equal.
 *
 * @example
 * ```ts
 * shortCircuit(lte(model.accuracy, 0.5));
 * ```
 */
export function lte(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  return callOperator('lte', [left, right], truth, lte);
}
