import type { Ref, RefTo } from '../reference/reference.ts';
import { unionShape, type Shape } from '../reference/shape.ts';
import type { Wire } from '../reference/wire.ts';
import type { Wired } from '../reference/wire-value.ts';
import { callOperator } from './call-operator.ts';

/**
 * The first that is there.
 *
 * @example
 * ```ts
 * notify({ text: coalesce(at(model.tags, 0), 'untagged') });
 * ```
 */
export function coalesce<T, U>(
  first: RefTo<T>,
  fallback: Wire<U> | RefTo<U>,
): Ref<NonNullable<T> | U> {
  const either = (args: readonly Wired[]): Shape => unionShape(args.map(({ shape }) => shape));
  return callOperator('coalesce', [first, fallback], either, coalesce);
}
