import { runtimeOf } from '../../../dsl/runtime/index.ts';
import type { Dag } from '../../../dsl/index.ts';

type AnyDag = Dag<never, unknown>;

/**
 * The dags a module exports: as exports of their own, in exported lists, or as values of exported
 * objects and maps, so that a factory can export what it made. Each dag once.
 */
export function exportedDags(module: object): readonly AnyDag[] {
  const found = new Set<AnyDag>();
  for (const value of Object.values(module)) collect(value, found);
  return [...found];
}

function collect(value: unknown, found: Set<AnyDag>): void {
  if (isDag(value)) found.add(value);
  else if (Array.isArray(value)) value.filter(isDag).forEach((dag) => found.add(dag));
  else if (value instanceof Map) [...value.values()].filter(isDag).forEach((dag) => found.add(dag));
  else if (isPlainObject(value))
    Object.values(value)
      .filter(isDag)
      .forEach((dag) => found.add(dag));
}

/** By shape and by what the DSL knows, so that any copy of the package is recognised. */
function isDag(value: unknown): value is AnyDag {
  if (typeof value !== 'object' || value === null || !('plan' in value) || !('id' in value)) {
    return false;
  }
  try {
    // The shape fits; `runtimeOf` refuses what `dag()` did not make.
    return runtimeOf(value as AnyDag).plan.id === value.id;
  } catch {
    return false;
  }
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
