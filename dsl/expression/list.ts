import { notBuilt } from '../not-built.ts';
import type { Ref, RefTo } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';

/** The length of a list or string. */
export function length(of: RefTo<readonly unknown[] | string>): Ref<number> {
  void of;
  return notBuilt();
}
/** Whether the list has the item. */
export function includes<T>(list: RefTo<readonly T[]>, item: Wire<NoInfer<T>>): Ref<boolean> {
  void [list, item];
  return notBuilt();
}
/** One element of a list (negative counts from the end) or of a record; `undefined` if it is not there. */
export function at<T>(
  from: RefTo<readonly T[] | { readonly [key: string]: T }>,
  key: Wire<number | string>,
): Ref<T | undefined> {
  void [from, key];
  return notBuilt();
}
/** Joins lists. */
export function concat<T>(...lists: readonly RefTo<readonly T[]>[]): Ref<T[]> {
  void lists;
  return notBuilt();
}
/** Joins the lists of a list. */
export function flatten<T>(lists: RefTo<readonly (readonly T[])[]>): Ref<T[]> {
  void lists;
  return notBuilt();
}
