import type { Dag } from '../../../dsl/index.ts';

/**
 * The slot through which `dag()` tells a loading process what it made. With a listener in place a
 * faulty dag is told here and yields an empty dag instead of throwing, so that the rest of the file
 * is still evaluated and all its faults come out at once.
 */
export interface DagListener {
  defined(dag: Dag<never, unknown>): void;
  refused(error: Error): void;
}

const SLOT = Symbol.for('perdure.dag-listener');

/** Puts a listener in place and returns how to take it away again. */
export function listenToDags(listener: DagListener): () => void {
  Reflect.set(globalThis, SLOT, listener);
  return () => Reflect.deleteProperty(globalThis, SLOT);
}
