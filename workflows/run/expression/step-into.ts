import type { ValuePath } from '../../../dsl/plan/expression.ts';
import type { Loose } from './loose.ts';

/**
 * The value at a path inside a value: `undefined` wherever the path leads nowhere.
 *
 * Only own fields count, so a step named `constructor` or `length` never reaches into JavaScript.
 */
export function stepInto(value: Loose, path: ValuePath): Loose {
  let current: Loose = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = stepOnce(current, step);
  }
  return current;
}

function stepOnce(
  from: Exclude<Loose, undefined | null | string | number | boolean>,
  step: string | number,
): Loose {
  if (isList(from)) return typeof step === 'number' ? from[step] : undefined;
  const key = String(step);
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

/** Narrows where `Array.isArray` would forget the element type of a readonly list. */
export function isList(value: Loose): value is readonly Loose[] {
  return Array.isArray(value);
}
