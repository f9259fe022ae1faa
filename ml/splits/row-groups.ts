import { refuseData } from '../data/data-fault.ts';

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
  const groups = new Map<number | string, number[]>();
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? null;
    if (value === null || Number.isNaN(value)) {
      return refuseData({
        ...{ code: 'SPLIT004', column, row },
        message: `Column "${column}" is missing in row ${row + 1}, so its part cannot be told.`,
        hint: 'Fill the column or leave such rows out before splitting.',
      });
    }
    const known = groups.get(value);
    if (known === undefined) groups.set(value, [row]);
    else known.push(row);
  }
  return groups;
}
