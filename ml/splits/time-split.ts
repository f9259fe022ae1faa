import { refuseData } from '../data/data-fault.ts';
import type { GroupValue } from './row-groups.ts';
import { checkFilled, checkShares, partNames, toParts, type Shares } from './share-counts.ts';
import { timeOrder } from './time-order.ts';

export interface TimeSplitOptions {
  /**
   * Rows nearer than this before a later part are left out, so that no window of time reaches over
   * the cut; in the column's unit, milliseconds for dates. Default 0.
   */
  readonly gap?: number;
  /** The column's name, for messages. */
  readonly column?: string;
}

/**
 * Cuts rows into named parts that follow each other in time: every row of a part is later than every
 * row of the part before. Cuts are made between different times only, where the sizes come nearest
 * to the shares. A part's rows come back ascending by number.
 *
 * @param times one a row: numbers or ISO 8601 dates
 * @param shares in the order of time
 * @throws DataFaultError when the shares do not sum to 1 (SPLIT001), a gap leaves a part empty
 *   (SPLIT002), there are fewer different times than parts (SPLIT003), a time is missing (SPLIT004),
 *   or the gap is negative (SPLIT005).
 */
export function timeSplit<Part extends string>(
  times: ArrayLike<GroupValue>,
  shares: Shares<Part>,
  { gap = 0, column = 'time' }: TimeSplitOptions = {},
): Record<Part, Int32Array> {
  checkShares(shares);
  checkGap(gap);
  const names = partNames(shares);
  const ordered = timeOrder(times, column);
  const cuts = findCuts(
    ordered.times,
    names.map((part) => shares[part]),
    column,
  );
  const parts = toParts(names, (_, at) => {
    const end = cuts[at + 1] ?? times.length;
    const rows = ordered.rows.subarray(cuts[at] ?? 0, end);
    if (end === times.length || gap === 0) return rows;
    const last = (ordered.times[end] ?? 0) - gap;
    return rows.filter((__, place) => (ordered.times[(cuts[at] ?? 0) + place] ?? 0) <= last);
  });
  return checkFilled(parts, times.length);
}

/** @throws DataFaultError (SPLIT005) when a gap is negative or no number. */
export function checkGap(gap: number): void {
  if (gap >= 0 && gap < Infinity) return;
  refuseData({
    code: 'SPLIT005',
    message: `The gap is ${gap}; it is how much is left out before a later part, 0 or more.`,
    hint: 'Give it in the unit of the column, in milliseconds for dates.',
  });
}

/** Where each part starts. Each cut leaves room for the parts behind it. */
function findCuts(times: Float64Array, shares: readonly number[], column: string): number[] {
  const possible = [...times.keys()].filter((at) => at > 0 && times[at] !== times[at - 1]);
  if (possible.length < shares.length - 1) {
    return refuseData({
      ...{ code: 'SPLIT003', column },
      message: `Column "${column}" has ${Math.min(times.length, possible.length + 1)} different times, too few for ${shares.length} parts that follow each other.`,
      hint: 'Ask for fewer parts, or order by a finer time.',
    });
  }
  const cuts = [0];
  let [wanted, first] = [0, 0];
  shares.slice(0, -1).forEach((share, at) => {
    wanted += share * times.length;
    const last = possible.length - (shares.length - 2 - at);
    let best = first;
    for (let each = first; each < last; each += 1) {
      const nearer =
        Math.abs((possible[each] ?? 0) - wanted) < Math.abs((possible[best] ?? 0) - wanted);
      if (nearer) best = each;
    }
    cuts.push(possible[best] ?? 0);
    first = best + 1;
  });
  return cuts;
}
