import type { Loose } from './loose.ts';

/**
 * A template with its values in place; missing when a value is (O1 of the operators). Strings go in
 * as they are, everything else as JSON.
 */
export function fillTemplate(
  text: readonly string[],
  values: readonly Loose[],
): string | undefined {
  if (values.includes(undefined)) return undefined;
  const parts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return text.map((piece, position) => piece + (parts[position] ?? '')).join('');
}
