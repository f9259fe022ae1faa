import { rowsByValue } from '../data/rows-by-value.ts';
import { checkColumns } from '../metrics/score-input.ts';

/** How a classifier treats one group; all shares from 0 to 1, 0 where no row counts. */
export interface GroupRates {
  readonly rows: number;
  /** Share of rows for which the positive class is predicted. */
  readonly selectionRate: number;
  /** Of the rows that are positive, the share predicted so. */
  readonly truePositiveRate: number;
  /** Of the rows that are not, the share predicted positive. */
  readonly falsePositiveRate: number;
  readonly accuracy: number;
}
export interface GroupFairness {
  readonly overall: GroupRates;
  readonly byGroup: ReadonlyMap<number | string, GroupRates>;
  /** Greatest selection rate minus the least; 0 is equal treatment. */
  readonly demographicParityDifference: number;
  /** Least selection rate over the greatest; 1 is equal treatment, NaN when nobody is selected. */
  readonly demographicParityRatio: number;
  /** The greater of the differences of true and of false positive rates. */
  readonly equalizedOddsDifference: number;
  /** The lesser of their ratios. */
  readonly equalizedOddsRatio: number;
  /** Difference of true positive rates alone (equal opportunity). */
  readonly equalOpportunityDifference: number;
}

/**
 * Group fairness of a classifier, between groups, as Fairlearn's metrics of the same names (Agarwal
 * and others 2018; Hardt and others 2016).
 *
 * @param truth 1 for rows of the positive class, else 0; `predicted` likewise
 * @param groups the group of each row
 * @throws RangeError when there is no row, the lengths differ, or a value is not 0 or 1.
 */
export function groupFairness(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  groups: ArrayLike<number | string>,
): GroupFairness {
  const rows = checkColumns({ truth, predicted });
  if (groups.length !== rows) {
    throw new RangeError(`${groups.length} groups for ${rows} rows.`);
  }
  const all = emptyCounts();
  const byGroup = new Map<number | string, Counts>();
  for (let row = 0; row < rows; row += 1) {
    const group = groups[row] ?? '';
    const own = byGroup.get(group) ?? emptyCounts();
    byGroup.set(group, own);
    for (const counts of [all, own]) count(counts, truth[row] ?? -1, predicted[row] ?? -1);
  }
  const rates = new Map([...byGroup].map(([group, counts]) => [group, ratesOf(counts)]));
  const of = (key: keyof GroupRates): GroupGap => groupGap([...rates.values()].map((r) => r[key]));
  const [selected, hits, alarms] = [
    of('selectionRate'),
    of('truePositiveRate'),
    of('falsePositiveRate'),
  ];
  return {
    overall: ratesOf(all),
    byGroup: rates,
    demographicParityDifference: selected.difference,
    demographicParityRatio: selected.ratio,
    equalizedOddsDifference: Math.max(hits.difference, alarms.difference),
    equalizedOddsRatio: lesser(hits.ratio, alarms.ratio),
    equalOpportunityDifference: hits.difference,
  };
}

/** How far the groups' values lie apart. */
export interface GroupGap {
  readonly least: number;
  readonly greatest: number;
  /** Greatest minus least. */
  readonly difference: number;
  /** Least over greatest; NaN when all are 0. */
  readonly ratio: number;
}

/** The gap of any measure between groups, as Fairlearn's `MetricFrame.difference()` and `ratio()`. */
export function groupGap(values: readonly number[]): GroupGap {
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  return { least, greatest, difference: greatest - least, ratio: least / greatest };
}

/**
 * A measure overall and for each group, as Fairlearn's `MetricFrame`.
 *
 * @param measure of the given rows
 */
export function measureByGroup(
  groups: ArrayLike<number | string>,
  measure: (rows: Int32Array) => number,
): { overall: number; byGroup: ReadonlyMap<number | string, number>; gap: GroupGap } {
  const members = rowsByValue(groups);
  const byGroup = new Map(
    [...members].map(([group, rows]) => [group, measure(Int32Array.from(rows))]),
  );
  const overall = measure(Int32Array.from({ length: groups.length }, (_, row) => row));
  return { overall, byGroup, gap: groupGap([...byGroup.values()]) };
}

interface Counts {
  rows: number;
  positive: number;
  selected: number;
  hits: number;
  right: number;
}
const emptyCounts = (): Counts => ({ rows: 0, positive: 0, selected: 0, hits: 0, right: 0 });

function count(counts: Counts, truth: number, predicted: number): void {
  if ((truth !== 0 && truth !== 1) || (predicted !== 0 && predicted !== 1)) {
    throw new RangeError(
      `Fairness is of one class against the rest: 0 or 1, not ${truth} and ${predicted}.`,
    );
  }
  counts.rows += 1;
  counts.positive += truth;
  counts.selected += predicted;
  counts.hits += truth * predicted;
  if (truth === predicted) counts.right += 1;
}

function ratesOf({ rows, positive, selected, hits, right }: Counts): GroupRates {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    rows,
    selectionRate: share(selected, rows),
    truePositiveRate: share(hits, positive),
    falsePositiveRate: share(selected - hits, rows - positive),
    accuracy: share(right, rows),
  };
}

/** The lesser of two, of which one may be undefined. */
function lesser(one: number, two: number): number {
  if (Number.isNaN(one)) return two;
  return Number.isNaN(two) ? one : Math.min(one, two);
}
