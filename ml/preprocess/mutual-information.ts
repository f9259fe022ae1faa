import type { Matrix } from '../data/matrix.ts';
import { rowsByValue } from '../data/rows-by-value.ts';
import { seededRandom, type SeededRandom } from '../random/seeded-random.ts';
import { digamma } from '../special/digamma.ts';
import { countValues } from './column-statistics.ts';
import { columnOfMatrix } from './selection-scores.ts';

/** Neighbours looked at, as scikit-learn's default. */
const NEIGHBOURS = 3;

/**
 * Mutual information in nats of each column with the target, at least 0.
 *
 * The estimators are those of scikit-learn's `mutual_info_classif` and `mutual_info_regression` with
 * three neighbours: the plug-in estimate for two discrete variables, Ross (2014) for a discrete and
 * a continuous one, Kraskov, Stögbauer & Grassberger (2004) for two continuous ones. What is
 * continuous is scaled to deviation 1 and gets noise of 1e-10 that parts equal values; our noise has
 * a fixed seed, so scores repeat, and differ from scikit-learn's only where values are equal.
 *
 * @param discrete for each column, whether it holds codes
 * @param target one a row: positions of classes, or numbers
 */
export function mutualInformation(
  features: Matrix,
  discrete: readonly boolean[],
  target: ArrayLike<number>,
  targetIsDiscrete: boolean,
): Float64Array {
  const random = seededRandom(0);
  const goal = targetIsDiscrete ? Float64Array.from(target) : spread(target, random);
  return Float64Array.from({ length: features.columns }, (_, column) => {
    const own = columnOfMatrix(features, column);
    if (discrete[column] === true) {
      return targetIsDiscrete ? discretePair(own, goal) : mixedPair(goal, own);
    }
    const parted = spread(own, random);
    return targetIsDiscrete ? mixedPair(parted, goal) : continuousPair(parted, goal);
  });
}

/** Scaled to deviation 1, with noise that parts equal values. */
function spread(values: ArrayLike<number>, random: SeededRandom): Float64Array {
  const rows = values.length;
  const given = Float64Array.from(values);
  const mean = given.reduce((sum, value) => sum + value, 0) / rows;
  const deviation = Math.sqrt(given.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows);
  const constant = given.every((value) => value === given[0]);
  const scaled = given.map((value) => (constant ? value : value / deviation));
  const size = scaled.reduce((sum, value) => sum + Math.abs(value), 0) / rows;
  return scaled.map((value) => value + 1e-10 * Math.max(1, size) * random.normal());
}

/** Σ p(a, b) · ln(p(a, b) / (p(a) p(b))) over the counts. */
function discretePair(left: Float64Array, right: Float64Array): number {
  const rows = left.length;
  const [inLeft, inRight] = [countValues(left), countValues(right)];
  const together = countValues(Array.from(left, (value, row) => `${value} ${right[row]}`));
  let sum = 0;
  for (const [pair, count] of together) {
    const [a = NaN, b = NaN] = pair.split(' ').map(Number);
    const apart = (inLeft.get(a) ?? 1) * (inRight.get(b) ?? 1);
    sum += (count / rows) * Math.log((count * rows) / apart);
  }
  return Math.max(0, sum);
}

/** Ross's estimate; a class of one row is left out, as it has no neighbour. */
function mixedPair(continuous: Float64Array, classes: Float64Array): number {
  const groups = [...rowsByValue(classes).values()]
    .filter((rows) => rows.length > 1)
    .map((rows) => rows.map((row) => continuous[row] ?? 0));
  const all = Float64Array.from(groups.flat()).sort();
  let sum = 0;
  for (const values of groups) {
    const sorted = Float64Array.from(values).sort();
    const neighbours = Math.min(NEIGHBOURS, sorted.length - 1);
    sum += sorted.length * (digamma(neighbours) - digamma(sorted.length));
    sorted.forEach((value, at) => {
      sum -= digamma(countWithin(all, value, neighbourDistance(sorted, at, neighbours)));
    });
  }
  return all.length === 0 ? 0 : Math.max(0, digamma(all.length) + sum / all.length);
}

/** Distance to the k-th neighbour of the value at `at`, along a sorted list. */
function neighbourDistance(sorted: Float64Array, at: number, k: number): number {
  const here = sorted[at] ?? 0;
  let [below, above] = [at - 1, at + 1];
  let distance = 0;
  for (let found = 0; found < k; found += 1) {
    const down = below >= 0 ? here - (sorted[below] ?? 0) : Infinity;
    const up = above < sorted.length ? (sorted[above] ?? 0) - here : Infinity;
    distance = Math.min(down, up);
    if (down <= up) below -= 1;
    else above += 1;
  }
  return distance;
}

/** How many values are nearer than `radius`, the value itself among them. */
function countWithin(sorted: Float64Array, value: number, radius: number): number {
  const near = (at: number): boolean => {
    const apart = Math.abs((sorted[at] ?? 0) - value);
    return apart < radius || apart === 0;
  };
  const from = firstWhere(sorted.length, (at) => (sorted[at] ?? 0) >= value || near(at));
  const to = firstWhere(sorted.length, (at) => (sorted[at] ?? 0) > value && !near(at));
  return to - from;
}

/** The first place from 0 at which a condition that stays true once it is holds. */
function firstWhere(length: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first estimate of Kraskov and others, with the greater of both distances. */
function continuousPair(left: Float64Array, right: Float64Array): number {
  const rows = left.length;
  const neighbours = Math.min(NEIGHBOURS, rows - 1);
  if (neighbours < 1) return 0;
  const order = [...left.keys()].sort((a, b) => (left[a] ?? 0) - (left[b] ?? 0));
  const xs = Float64Array.from(order, (row) => left[row] ?? 0);
  const ys = Float64Array.from(order, (row) => right[row] ?? 0);
  const sortedYs = ys.slice().sort();
  let sum = 0;
  for (let at = 0; at < rows; at += 1) {
    const radius = planeDistance(xs, ys, at, neighbours);
    sum += digamma(countWithin(xs, xs[at] ?? 0, radius));
    sum += digamma(countWithin(sortedYs, ys[at] ?? 0, radius));
  }
  return Math.max(0, digamma(rows) + digamma(neighbours) - sum / rows);
}

/** Distance to the k-th neighbour in the plane (greater of both sides); `xs` ascending. */
function planeDistance(xs: Float64Array, ys: Float64Array, at: number, k: number): number {
  const nearest = new Float64Array(k).fill(Infinity);
  const [x, y] = [xs[at] ?? 0, ys[at] ?? 0];
  for (const direction of [-1, 1]) {
    for (let other = at + direction; other >= 0 && other < xs.length; other += direction) {
      const across = Math.abs((xs[other] ?? 0) - x);
      if (across >= (nearest[k - 1] ?? 0)) break;
      insert(nearest, Math.max(across, Math.abs((ys[other] ?? 0) - y)));
    }
  }
  return nearest[k - 1] ?? 0;
}

/** Puts a distance into an ascending list, whose last falls out. */
function insert(nearest: Float64Array, distance: number): void {
  let place = nearest.length - 1;
  if (distance >= (nearest[place] ?? 0)) return;
  while (place > 0 && (nearest[place - 1] ?? 0) > distance) {
    nearest[place] = nearest[place - 1] ?? 0;
    place -= 1;
  }
  nearest[place] = distance;
}
