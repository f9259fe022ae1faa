import type { Loose } from './loose.ts';
import { isList } from './step-into.ts';

/** Equality by value. The order of fields does not count, and a missing field is `undefined`. */
export function jsonEqual(left: Loose, right: Loose): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null) return false;
  if (isList(left) || isList(right)) {
    return (
      isList(left) &&
      isList(right) &&
      left.length === right.length &&
      left.every((item, position) => jsonEqual(item, right[position]))
    );
  }
  const keys = presentKeys(left);
  return (
    keys.length === presentKeys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && jsonEqual(left[key], right[key]))
  );
}

function presentKeys(value: { readonly [key: string]: Loose }): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}
