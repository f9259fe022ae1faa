import { traceCaller } from '../fault/trace.ts';
import { addMap } from './add-map.ts';
import type { BodyResult, Resolved } from '../reference/body-result.ts';
import type { Given, Ref, RefTo } from '../reference/reference.ts';
import type { Placement } from '../task/task-options.ts';

/**
 * Runs the body once for each item; the results keep the order.
 *
 * @example
 * ```ts
 * const models = map([{ lr: 0.1 }, { lr: 0.01 }], (trial) => train({ data, lr: trial.lr }));
 * const best = pick({ models });
 * ```
 */
export function map<T, X extends BodyResult>(
  items: RefTo<readonly T[]> | readonly (RefTo<T> | T)[],
  body: (item: Given<T>, index: Given<number>) => X,
  options: Placement & { maxParallel?: number } = {},
): Ref<Resolved<X>[]> {
  // `Ref` computes this type from the body; the reference itself is checked at run time only.
  return addMap(items, body, options, traceCaller(map)) as Ref<Resolved<X>[]>;
}
