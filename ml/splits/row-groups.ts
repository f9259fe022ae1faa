import { refuseData } from '../data/data-fault.ts';
import { rowsByValue } from '../data/rows-by-value.ts';

/** A value that rows have in common. */
export type GroupValue = number | string | null;

/**
 * Rows by their group, groups by order of their first row.
 *
 * @param column the column's name, for the message
 * @throws DataFaultError (SPLIT004) when a row has no group.
 */
export function rowGroups(
  values: ArrayLike<GroupValue>,
  column: string,
): ReadonlyMap<number | string, readonly number[]> {
  const groups = rowsByValue(Array.from(values, (value) => value ?? NaN));
  const [row] = groups.get(NaN) ?? [];
  if (row === undefined) return groups;
  return refuseData({
    ...{ code: 'SPLIT004', column, row },
    message: `Column "${column}" is missing in row ${row + 1}, so its part cannot be told.`,
    hint: 'Fill the column or leave such rows out before splitting.',
  });
}
