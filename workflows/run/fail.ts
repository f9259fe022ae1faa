import { FAILURE_TYPES } from '../protocol/failure-type.ts';
import { ExpressionError } from './expression/expression-error.ts';
import type { Ending, Instance } from './instance.ts';

/** A value, or the failure that took its place. */
export type Attempted<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly ending: Ending };

/** A failure that is the instance's own doing, with its type in front of the reason. */
export function failure(type: string, message: string): Ending {
  return { state: 'failed', reason: `${type}: ${message}` };
}

/** Computes what an instance needs to go on. An expression without a value fails the instance. */
export function attempt<T>(instance: Instance, compute: () => T): Attempted<T> {
  try {
    return { ok: true, value: compute() };
  } catch (error) {
    // Thrown and caught in this bundle: the class is the same on both sides. Others are our faults.
    if (!(error instanceof ExpressionError)) throw error;
    const message = `"${instance.node.id}": ${error.message}`;
    return { ok: false, ending: failure(FAILURE_TYPES.expressionFailed, message) };
  }
}
