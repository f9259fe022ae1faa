import type { Expression } from '../../../dsl/plan/expression.ts';
import type { Json } from '../../../dsl/plan/json.ts';
import { INLINE_INPUT_BYTES, type BoundExpression } from '../../protocol/value.ts';
import { bind } from './bind.ts';
import { boundSize, jsonSize } from './json-size.ts';
import type { Scope } from './scope.ts';

/** About what an `instance` reference takes on the wire: leaving out less gains nothing. */
const REFERENCE_BYTES = 160;

/**
 * The input of a task as it travels.
 *
 * W1 Up to INLINE_INPUT_BYTES every known value is in it. Above that the largest values of tasks are
 *    left out, no more than needed (equally large ones together): the worker reads them from the
 *    database.
 */
export function bindInput(expression: Expression, scope: Scope): BoundExpression {
  const bound = bind(expression, [], scope);
  const excess = boundSize(bound) - INLINE_INPUT_BYTES;
  if (excess <= 0) return bound;
  const least = smallestToLeaveOut(expression, scope, excess);
  return bind(expression, [], { ...scope, leaveOut: (value) => jsonSize(value) >= least });
}

function smallestToLeaveOut(expression: Expression, scope: Scope, excess: number): number {
  const sizes: number[] = [];
  const measure = (value: Json): boolean => {
    const size = jsonSize(value);
    if (size > REFERENCE_BYTES) sizes.push(size);
    return false;
  };
  bind(expression, [], { ...scope, leaveOut: measure });
  let left = excess;
  let least = Number.POSITIVE_INFINITY;
  for (const size of sizes.sort((a, b) => b - a)) {
    if (left <= 0) break;
    left -= size - REFERENCE_BYTES;
    least = size;
  }
  return least;
}
