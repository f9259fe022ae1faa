import type { InstancePage, InstanceRow } from './run-store.ts';

/** A page of rows that are in order and complete. */
export function pageOf(
  rows: readonly InstanceRow[],
  { after, limit, taskId, state }: InstancePage,
): readonly InstanceRow[] {
  const from = after === undefined ? 0 : rows.findIndex(({ path }) => path === after) + 1;
  return rows
    .slice(from)
    .filter((row) => taskId === undefined || row.taskId === taskId)
    .filter((row) => state === undefined || row.state === state)
    .slice(0, limit);
}
