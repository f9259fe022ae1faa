import type { Ref, RefTo } from '../reference/reference.ts';
import { listShape, scalarShape, UNKNOWN, unionShape, type Shape } from '../reference/shape.ts';
import type { Wire } from '../reference/wire.ts';
import type { Wired } from '../reference/wire-value.ts';
import { callOperator } from './call-operator.ts';

/**
 * The length of a list or string.
 *
 * @example
 * ```ts
 * const models = map([0.1, 0.01], (lr) => train({ data, lr }, { id: 'candidate' }));
 * notify({ text: template`${length(models)} models.` });
 * ```
 */
export function length(of: RefTo<readonly unknown[] | string>): Ref<number> {
  return callOperator('length', [of], () => scalarShape('number'), length);
}

/**
 * Whether the list has the item.
 *
 * @example
 * ```ts
 * shortCircuit(includes(model.tags, 'stable'));
 * ```
 */
export function includes<T>(list: RefTo<readonly T[]>, item: Wire<NoInfer<T>>): Ref<boolean> {
  return callOperator('includes', [list, item], () => scalarShape('boolean'), includes);
}

/**
 * One element of a list (negative counts from the end) or of a record; `undefined` if it is not there.
 *
 * @example
 * ```ts
 * notify({ text: 'First tag', detail: at(model.tags, 0) });
 * ```
 */
export function at<T>(
  from: RefTo<readonly T[] | { readonly [key: string]: T }>,
  key: Wire<number | string>,
): Ref<T | undefined> {
  return callOperator('at', [from, key], elementShape, at);
}

/**
 * Joins lists.
 *
 * @example
 * ```ts
 * const coarse = map([0.1, 0.01], (lr) => train({ data, lr }, { id: 'coarse' }));
 * const fine = map([0.02, 0.03], (lr) => train({ data, lr }, { id: 'fine' }));
 * pick({ models: concat(coarse, fine) });
 * ```
 */
export function concat<T>(...lists: readonly RefTo<readonly T[]>[]): Ref<T[]> {
  const joined = (wired: readonly Wired[]): Shape =>
    listShape(unionShape(wired.map(({ shape }) => shape.element())));
  return callOperator('concat', lists, joined, concat);
}

/**
 * Joins the lists of a list.
 *
 * @example
 * ```ts
 * const matrix = map([1, 2], () => map([0.1, 0.01], (lr) => train({ data, lr }, { id: 'cell' })));
 * pick({ models: flatten(matrix) });
 * ```
 */
export function flatten<T>(lists: RefTo<readonly (readonly T[])[]>): Ref<T[]> {
  const joined = ([outer]: readonly Wired[]): Shape =>
    listShape((outer?.shape ?? UNKNOWN).element().element());
  return callOperator('flatten', [lists], joined, flatten);
}

function elementShape([from, key]: readonly Wired[]): Shape {
  const shape = from?.shape ?? UNKNOWN;
  if (key?.expression.kind !== 'literal') return shape.element();
  const { value } = key.expression;
  if (typeof value === 'string') return shape.fields()?.get(value) ?? shape.element();
  return typeof value === 'number' ? shape.position(value) : shape.element();
}
