import { ExpressionError } from './expression-error.ts';
import type { Loose } from './loose.ts';
import { describe } from './operand.ts';

/**
 * A template with its values in place; missing when a value is (O1 of the operators).
 *
 * @throws ExpressionError for a value that has no plain text: null, a list, an object.
 */
export function fillTemplate(
  text: readonly string[],
  values: readonly Loose[],
): string | undefined {
  if (values.includes(undefined)) return undefined;
  return text.map((piece, at) => piece + (at < values.length ? plain(values[at]) : '')).join('');
}

function plain(value: Loose): string {
  if (typeof value !== 'object' && value !== undefined) return String(value);
  throw new ExpressionError(
    `template got ${describe(value)}, expected a string, a number or true or false.`,
  );
}
