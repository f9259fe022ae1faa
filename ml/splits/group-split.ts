import { refuseData } from '../data/data-fault.ts';
import { seededRandom } from '../random/seeded-random.ts';
import { range, shuffle } from '../random/shuffle.ts';
import { rowGroups, type GroupValue } from './row-groups.ts';
import { checkShares, partNames, toParts, type Shares } from './share-counts.ts';

/** Above this many groups, single moves come close enough and swaps would take long. */
const MOST_SWAPPED = 300;

/**
 * Cuts rows into named parts such that no group is in two of them.
 *
 * Groups are dealt out in a shuffled order, each to the part that lacks most of its share; then
 * groups move or swap places as long as that brings the parts' sizes nearer to their shares.
 *
 * @param groups one value a row; equal values form a group
 * @param column the column's name, for messages
 * @throws DataFaultError when the shares do not sum to 1 (SPLIT001), there are fewer groups than
 *   parts (SPLIT003), or a row has no group (SPLIT004).
 */
export function groupSplit<Part extends string>(
  groups: ArrayLike<GroupValue>,
  shares: Shares<Part>,
  seed: number,
  column = 'group',
): Record<Part, Int32Array> {
  checkShares(shares);
  const names = partNames(shares);
  const members = [...rowGroups(groups, column).values()];
  if (members.length < names.length) {
    return refuseData({
      ...{ code: 'SPLIT003', column },
      message: `Column "${column}" has ${members.length} groups, too few for ${names.length} parts that share none.`,
      hint: 'Ask for fewer parts, or group by a column with more values.',
    });
  }
  const sizes = members.map((rows) => rows.length);
  const wanted = names.map((part) => shares[part] * groups.length);
  const place = dealOut(sizes, wanted, seed);
  fillEmpty(place, sizes, wanted);
  while (improve(place, sizes, wanted));
  return toParts(names, (_, part) =>
    members.flatMap((rows, at) => (place[at] === part ? rows : [])),
  );
}

function dealOut(sizes: readonly number[], wanted: readonly number[], seed: number): Int32Array {
  const place = new Int32Array(sizes.length);
  const lacks = [...wanted];
  for (const group of shuffle(range(sizes.length), seededRandom(seed))) {
    let best = 0;
    lacks.forEach((lack, part) => {
      if (lack / (wanted[part] ?? 1) > (lacks[best] ?? 0) / (wanted[best] ?? 1)) best = part;
    });
    place[group] = best;
    lacks[best] = (lacks[best] ?? 0) - (sizes[group] ?? 0);
  }
  return place;
}

/** Gives each empty part the smallest group of a part that has several. */
function fillEmpty(place: Int32Array, sizes: readonly number[], wanted: readonly number[]): void {
  wanted.forEach((_, part) => {
    if (place.includes(part)) return;
    const counts = wanted.map((__, other) => place.filter((one) => one === other).length);
    let smallest = -1;
    place.forEach((from, group) => {
      const lesser = (sizes[group] ?? 0) < (sizes[smallest] ?? Infinity);
      if ((counts[from] ?? 0) > 1 && lesser) smallest = group;
    });
    place[smallest] = part;
  });
}

/** Makes the first move or swap that lessens the squared distance from the shares. */
function improve(place: Int32Array, sizes: readonly number[], wanted: readonly number[]): boolean {
  const over = wanted.map((want) => -want);
  const counts = wanted.map(() => 0);
  place.forEach((part, group) => {
    over[part] = (over[part] ?? 0) + (sizes[group] ?? 0);
    counts[part] = (counts[part] ?? 0) + 1;
  });
  const gain = (from: number, to: number, size: number): number =>
    2 * size * ((over[from] ?? 0) - (over[to] ?? 0) - size);
  let changed = false;
  place.forEach((from, group) => {
    if (changed) return;
    const size = sizes[group] ?? 0;
    const to = over.indexOf(Math.min(...over));
    if (from !== to && (counts[from] ?? 0) > 1 && gain(from, to, size) > 1e-6) {
      place[group] = to;
      changed = true;
    }
    for (let other = 0; !changed && sizes.length <= MOST_SWAPPED && other < group; other += 1) {
      const their = place[other] ?? 0;
      const apart = size - (sizes[other] ?? 0);
      if (their === from || apart === 0 || gain(from, their, apart) <= 1e-6) continue;
      [place[group], place[other]] = [their, from];
      changed = true;
    }
  });
  return changed;
}
