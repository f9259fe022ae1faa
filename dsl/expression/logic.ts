import { notBuilt } from '../not-built.ts';
import type { Ref, RefTo } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';

/** True if all conditions hold. */
export function and(...conditions: readonly Wire<boolean>[]): Ref<boolean> {
  void conditions;
  return notBuilt();
}
/** True if any condition holds. */
export function or(...conditions: readonly Wire<boolean>[]): Ref<boolean> {
  void conditions;
  return notBuilt();
}
/** True if the condition does not hold. */
export function not(condition: RefTo<boolean>): Ref<boolean> {
  void condition;
  return notBuilt();
}
