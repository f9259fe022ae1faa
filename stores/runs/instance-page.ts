import type { InstancePage, InstanceRow } from './run-store.ts';

/** A page of rows that are in order and complete; none after an instance that is not there. */
export function pageOf(
  rows: readonly InstanceRow[],
  { after, limit, taskId, state }: InstancePage,
): readonly InstanceRow[] {
  const last = rows.findIndex(({ path }) => path === after);
  if (after !== undefined && last < 0) return [];
  return rows
    .slice(last + 1)
    .filter((row) => taskId === undefined || row.taskId === taskId)
    .filter((row) => state === undefined || row.state === state)
    .slice(0, limit);
}
