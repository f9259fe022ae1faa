import { notBuilt } from '../not-built.ts';
import type { Ref, RefTo } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';

/** Compares two values of the same type. */
export function eq<T>(left: RefTo<T>, right: Wire<NoInfer<T>>): Ref<boolean> {
  void [left, right];
  return notBuilt();
}
/** The opposite of `eq`. */
export function ne<T>(left: RefTo<T>, right: Wire<NoInfer<T>>): Ref<boolean> {
  void [left, right];
  return notBuilt();
}
/** Greater than. */
export function gt(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  void [left, right];
  return notBuilt();
}
/** Greater than or equal. */
export function gte(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  void [left, right];
  return notBuilt();
}
/** Less than. */
export function lt(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  void [left, right];
  return notBuilt();
}
/** Less than or equal. */
export function lte(left: Wire<number>, right: Wire<number>): Ref<boolean> {
  void [left, right];
  return notBuilt();
}
