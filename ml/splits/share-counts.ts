import { refuseData } from '../data/data-fault.ts';

/** For each part its share of the rows; positive, and together 1. */
export type Shares<Part extends string = string> = Readonly<Record<Part, number>>;

/** The parts' names, in the order in which they were written. */
export function partNames<Part extends string>(shares: Shares<Part>): readonly Part[] {
  // Object.keys loses the key type; the record's keys are exactly Part.
  return Object.keys(shares) as Part[];
}

/** @throws DataFaultError (SPLIT001) unless the shares are positive and sum to 1. */
export function checkShares(shares: Shares): void {
  const entries = Object.entries(shares);
  const sum = entries.reduce((total, [, share]) => total + share, 0);
  if (entries.every(([, share]) => share > 0) && Math.abs(sum - 1) <= 1e-9) return;
  refuseData({
    code: 'SPLIT001',
    message: `The shares are ${entries.map(([part, share]) => `${part} ${share}`).join(', ')}; each must be above 0, and together they must be 1.`,
    hint: `They sum to ${Number(sum.toFixed(9))}; give the rest to the training part.`,
  });
}

/** @throws DataFaultError (SPLIT002) naming a part that would hold no row. */
export function checkFilled<Part extends string>(
  parts: Readonly<Record<Part, Int32Array>>,
  rows: number,
): Record<Part, Int32Array> {
  for (const [part, own] of Object.entries<Int32Array>(parts)) {
    if (own.length > 0) continue;
    return refuseData({
      code: 'SPLIT002',
      message: `The part "${part}" would hold none of the ${rows} rows.`,
      hint: 'Raise its share, ask for fewer parts, or bring more rows.',
    });
  }
  return parts;
}

/** Builds the record of parts; rows come back ascending. */
export function toParts<Part extends string>(
  names: readonly Part[],
  rowsOf: (part: Part, at: number) => ArrayLike<number>,
): Record<Part, Int32Array> {
  const entries = names.map((part, at) => [part, Int32Array.from(rowsOf(part, at)).sort()]);
  // One entry for each name was made in the line before.
  return Object.fromEntries(entries) as Record<Part, Int32Array>;
}
