import { notBuilt } from '../not-built.ts';
import type { Ref, RefTo } from '../reference/reference.ts';
import type { Wire } from '../reference/wire.ts';

/** The first that is there. */
export function coalesce<T, U>(
  first: RefTo<T>,
  fallback: Wire<U> | RefTo<U>,
): Ref<NonNullable<T> | U> {
  void [first, fallback];
  return notBuilt();
}
