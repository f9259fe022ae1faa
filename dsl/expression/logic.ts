import type { Ref, RefTo } from '../reference/reference.ts';
import { scalarShape } from '../reference/shape.ts';
import type { Wire } from '../reference/wire.ts';
import { callOperator } from './call-operator.ts';

const truth = () => scalarShape('boolean');

/**
 * True if all conditions hold.
 *
 * @example
 * ```ts
 * shortCircuit(and(gt(data.rows, 0), gte(model.accuracy, 0.9)));
 * ```
 */
export function and(...conditions: readonly Wire<boolean>[]): Ref<boolean> {
  return callOperator('and', conditions, truth, and);
}

/**
 * True if any condition holds.
 *
 * @example
 * ```ts
 * shortCircuit(or(gt(data.rows, 100), gte(model.accuracy, 0.9)));
 * ```
 */
export function or(...conditions: readonly Wire<boolean>[]): Ref<boolean> {
  return callOperator('or', conditions, truth, or);
}

/**
 * True if the condition does not hold.
 *
 * @example
 * ```ts
 * shortCircuit(not(gt(data.rows, 0)));
 * ```
 */
export function not(condition: RefTo<boolean>): Ref<boolean> {
  return callOperator('not', [condition], truth, not);
}
