import type { Operator } from '../../../dsl/plan/expression.ts';
import { ExpressionError } from './expression-error.ts';
import type { Loose } from './loose.ts';
import { isList } from './step-into.ts';

/** A value in at most 60 characters, for messages. */
export function describe(value: Loose): string {
  if (value === undefined) return 'nothing';
  if (isList(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no fields'}`;
  }
  const shown = JSON.stringify(value);
  return shown.length > 60 ? `${shown.slice(0, 59)}…` : shown;
}

export function number(operator: Operator, value: Loose): number {
  if (typeof value === 'number') return value;
  throw new ExpressionError(`${operator} got ${describe(value)}, expected a number.`);
}

export function flag(operator: Operator, value: Loose): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionError(`${operator} got ${describe(value)}, expected true or false.`);
}

export function text(operator: Operator, value: Loose): string {
  if (typeof value === 'string') return value;
  throw new ExpressionError(`${operator} got ${describe(value)}, expected a string.`);
}

export function list(operator: Operator, value: Loose): readonly Loose[] {
  if (isList(value)) return value;
  throw new ExpressionError(`${operator} got ${describe(value)}, expected a list.`);
}
