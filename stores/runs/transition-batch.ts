import type { InstanceRow, TransitionRow } from './run-store.ts';

/**
 * The last transition of each path, by path. One statement may touch a row once only, and batches
 * that lock rows in one order cannot deadlock.
 */
export function newestPerPath(transitions: readonly TransitionRow[]): readonly TransitionRow[] {
  const newest = new Map(transitions.map((transition) => [transition.path, transition]));
  return [...newest.values()].sort((a, b) => compare(a.path, b.path));
}

/** A map index as text: arrays of arrays must be rectangular in Postgres, arrays of texts need not. */
export function sqlIndex(mapIndex: readonly number[]): string {
  return `{${mapIndex.join(',')}}`;
}

/** Instances by task, then by map index as numbers: `train[2]` before `train[10]`. */
export function inInstanceOrder(a: InstanceRow, b: InstanceRow): number {
  return (
    compare(a.taskId, b.taskId) || compareIndexes(a.mapIndex, b.mapIndex) || compare(a.path, b.path)
  );
}

function compareIndexes(a: readonly number[], b: readonly number[]): number {
  for (const [place, value] of a.entries()) {
    const other = b[place];
    if (other === undefined) return 1;
    if (value !== other) return value - other;
  }
  return a.length - b.length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
