import type { Ref, RefTo } from '../reference/reference.ts';
import { scalarShape } from '../reference/shape.ts';
import type { Wire } from '../reference/wire.ts';
import { callOperator } from './call-operator.ts';

const truth = () => scalarShape('boolean');

/** True if all conditions hold. */
export function and(...conditions: readonly Wire<boolean>[]): Ref<boolean> {
  return callOperator('and', conditions, truth, and);
}

/** True if any condition holds. */
export function or(...conditions: readonly Wire<boolean>[]): Ref<boolean> {
  return callOperator('or', conditions, truth, or);
}

/** True if the condition does not hold. */
export function not(condition: RefTo<boolean>): Ref<boolean> {
  return callOperator('not', [condition], truth, not);
}
