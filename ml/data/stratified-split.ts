import { seededRandom } from '../random/seeded-random.ts';
import { shuffle } from '../random/shuffle.ts';
import { rowsByValue } from './rows-by-value.ts';

/**
 * Cuts rows into named parts that keep each class's share.
 *
 * Within a class the rows are shuffled and dealt out by largest remainder, so each part's count of
 * a class differs from `share * class size` by less than one. Of a class too small for every part the
 * odd rows go to the parts that lack most so far, so that many small classes do not empty a part. A
 * part's rows come back ascending.
 *
 * @param labels one label for each row, any values; rows with equal labels form a class
 * @param shares for each part its share of all rows; they must sum to 1
 * @param seed the same seed gives the same parts
 * @throws RangeError when the shares are not positive or do not sum to 1
 */
export function stratifiedSplit<Part extends string>(
  labels: ArrayLike<number | string>,
  shares: Readonly<Record<Part, number>>,
  seed: number,
): Record<Part, Int32Array> {
  // Object.keys loses the key type; the record's keys are exactly Part.
  const parts = Object.keys(shares) as Part[];
  checkShares(parts.map((part) => shares[part]));
  const random = seededRandom(seed);
  const rows = new Map<Part, number[]>(parts.map((part) => [part, []]));
  const lacks = parts.map(() => 0);
  for (const members of rowsByValue(labels).values()) {
    shuffle(members, random);
    const counts = largestRemainder(
      members.length,
      parts.map((part) => shares[part]),
      lacks,
    );
    let start = 0;
    parts.forEach((part, index) => {
      const count = counts[index] ?? 0;
      rows.get(part)?.push(...members.slice(start, start + count));
      start += count;
      lacks[index] = (lacks[index] ?? 0) + members.length * shares[part] - count;
    });
  }
  const sorted = parts.map((part) => [part, Int32Array.from(rows.get(part) ?? []).sort()]);
  // One entry for each part was made in the line before.
  return Object.fromEntries(sorted) as Record<Part, Int32Array>;
}

function checkShares(shares: readonly number[]): void {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.some((share) => !(share > 0)) || Math.abs(sum - 1) > 1e-9) {
    throw new RangeError(`Shares must be positive and sum to 1, not ${shares.join(' + ')}.`);
  }
}

function largestRemainder(
  total: number,
  shares: readonly number[],
  lacks: readonly number[],
): number[] {
  const counts = shares.map((share) => Math.floor(total * share + 1e-9));
  const left = total - counts.reduce((sum, count) => sum + count, 0);
  const small = counts.includes(0);
  const order = shares
    .map((share, index) => {
      const rest = total * share - (counts[index] ?? 0);
      return { index, rest, due: rest > 1e-9 && small ? rest + (lacks[index] ?? 0) : rest };
    })
    .filter(({ rest }) => !small || rest > 1e-9)
    .sort((a, b) => b.due - a.due || a.index - b.index);
  for (const { index } of order.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}
