import { refuseData } from '../data/data-fault.ts';
import { columnOf, type Table } from '../data/table.ts';
import { stratifiedSplit } from '../data/stratified-split.ts';
import { groupFolds, randomFolds, stratifiedFolds, timeFolds, type Fold } from './folds.ts';
import { groupSplit } from './group-split.ts';
import { randomSplit } from './random-split.ts';
import { rowGroups, type GroupValue } from './row-groups.ts';
import { checkFilled, checkShares, type Shares } from './share-counts.ts';
import { timeSplit } from './time-split.ts';

/** How rows are cut into parts, as data. */
export type SplitKind =
  | { readonly kind: 'random'; readonly seed: number }
  /** Each part keeps the share of every value of the column. */
  | { readonly kind: 'stratified'; readonly by: string; readonly seed: number }
  /** Rows with the same value stay together. */
  | { readonly kind: 'group'; readonly by: string; readonly seed: number }
  /** Parts follow each other; `gap` in the column's unit, milliseconds for dates. */
  | { readonly kind: 'time'; readonly by: string; readonly gap?: number };

/**
 * Row numbers by the part's name, ascending. Each row is in one part, or, with a gap, in none.
 *
 * @throws DataFaultError when the cut is impossible: see the function of each kind. A class of a
 *   single row cannot be stratified (SPLIT003).
 */
export function splitRows<Part extends string>(
  table: Table,
  how: SplitKind,
  shares: Shares<Part>,
): Record<Part, Int32Array> {
  switch (how.kind) {
    case 'random':
      return randomSplit(table.rows, shares, how.seed);
    case 'stratified': {
      checkShares(shares);
      const labels = valuesOf(table, how.by);
      checkClasses(labels, how.by);
      return checkFilled(
        stratifiedSplit(Array.from(labels, present), shares, how.seed),
        table.rows,
      );
    }
    case 'group':
      return groupSplit(valuesOf(table, how.by), shares, how.seed, how.by);
    case 'time':
      return timeSplit(valuesOf(table, how.by), shares, { ...how, column: how.by });
  }
}

/** How rows are cut into rounds of cross-validation, as data. Without a seed rows are not shuffled. */
export type FoldKind =
  | { readonly kind: 'random'; readonly seed?: number }
  | { readonly kind: 'stratified'; readonly by: string; readonly seed?: number }
  | { readonly kind: 'group'; readonly by: string }
  | { readonly kind: 'time'; readonly by: string; readonly gapRows?: number };

/** The rounds of a cross-validation. @throws DataFaultError: see the function of each kind. */
export function foldRows(table: Table, how: FoldKind, folds: number): readonly Fold[] {
  switch (how.kind) {
    case 'random':
      return randomFolds(table.rows, folds, how.seed);
    case 'stratified':
      return stratifiedFolds(valuesOf(table, how.by), folds, how.seed, how.by);
    case 'group':
      return groupFolds(valuesOf(table, how.by), folds, how.by);
    case 'time':
      return timeFolds(valuesOf(table, how.by), folds, { ...how, column: how.by });
  }
}

const valuesOf = (table: Table, name: string): ArrayLike<GroupValue> =>
  columnOf(table, name).values;
const present = (value: GroupValue): number | string => value ?? '';

function checkClasses(labels: ArrayLike<GroupValue>, column: string): void {
  for (const [label, rows] of rowGroups(labels, column)) {
    if (rows.length > 1) continue;
    refuseData({
      ...{ code: 'SPLIT003', column, row: rows[0] ?? 0 },
      message: `"${label}" of column "${column}" has a single row, which can be in one part only.`,
      hint: 'Join rare classes, leave the row out, or split at random.',
    });
  }
}
