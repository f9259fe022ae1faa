import { ExpressionError } from './expression-error.ts';
import { describe, list } from './operand.ts';
import type { Loose } from './loose.ts';
import { isList } from './step-into.ts';

type NamedList = readonly [name: string, items: readonly Loose[]];

/** Pairs lists of equal length: `{ x, y }` becomes a list of `{ x, y }`. */
export function zip(lists: Loose): Loose {
  const named = namedLists('zip', lists);
  if (named === undefined) return undefined;
  const length = zipLength(named.map(([name, items]) => [name, items.length]));
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(named.map(([name, items]) => [name, items[row]])),
  );
}

/** The common length of zipped lists. */
export function zipLength(lengths: readonly (readonly [name: string, length: number])[]): number {
  const first = lengths[0]?.[1] ?? 0;
  if (lengths.some(([, length]) => length !== first)) {
    const shown = lengths.map(([name, length]) => `"${name}" has ${length}`).join(', ');
    throw new ExpressionError(`zip got lists of unequal length: ${shown}.`);
  }
  return first;
}

/** Every combination, the last list fastest: `{ fold, candidate }` becomes a list of both. */
export function cross(lists: Loose): Loose {
  const named = namedLists('cross', lists);
  if (named === undefined) return undefined;
  const lengths = named.map(([, items]) => items.length);
  return Array.from({ length: crossLength(lengths) }, (_, row) => {
    const positions = crossPositions(lengths, row);
    return Object.fromEntries(
      named.map(([name, items], column) => [name, items[positions[column] ?? 0]]),
    );
  });
}

export function crossLength(lengths: readonly number[]): number {
  return lengths.length === 0 ? 0 : lengths.reduce((product, length) => product * length, 1);
}

/** Which element of each list makes the given row. */
export function crossPositions(lengths: readonly number[], row: number): readonly number[] {
  let rest = row;
  return lengths
    .toReversed()
    .map((length) => {
      const position = rest % length;
      rest = Math.floor(rest / length);
      return position;
    })
    .reverse();
}

/** `undefined` when one of the lists is missing (O1 of the operators). */
function namedLists(operator: 'zip' | 'cross', lists: Loose): readonly NamedList[] | undefined {
  if (typeof lists !== 'object' || lists === null || isList(lists)) {
    throw new ExpressionError(`${operator} got ${describe(lists)}, expected an object of lists.`);
  }
  const entries = Object.entries(lists);
  if (entries.some(([, items]) => items === undefined)) return undefined;
  return entries.map(([name, items]) => [name, list(operator, items)]);
}
