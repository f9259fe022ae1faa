import type { Shape } from '../reference/shape.ts';
import type { DagRuntime } from './dag-runtime.ts';

const RUNTIME = Symbol.for('perdure.runtime');
const FAULTY = Symbol.for('perdure.faulty');

/** What a dag carries besides what it shows. */
export interface HiddenRuntime extends DagRuntime {
  /** What is known of the dag's result, for dags that run it. */
  readonly resultShape: Shape;
}

/** Hides the code of a dag on the object its author holds. */
export function hideRuntime<T extends object>(shown: T, runtime: HiddenRuntime): T {
  return Object.defineProperty(shown, RUNTIME, { value: runtime });
}

/** Marks what stands for a dag whose faults have been told to the loader. */
export function markFaulty<T extends object>(shown: T): T {
  return Object.defineProperty(shown, FAULTY, { value: true });
}

export function hiddenRuntime(value: unknown): HiddenRuntime | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Only `hideRuntime` writes under this symbol.
  return (value as { [RUNTIME]?: HiddenRuntime })[RUNTIME];
}

export function isFaultyDag(value: unknown): boolean {
  return typeof value === 'object' && value !== null && FAULTY in value;
}
