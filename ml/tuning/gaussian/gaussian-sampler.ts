import type { SeededRandom } from '../../random/seeded-random.ts';
import { minimize } from '../../optimize/lbfgs.ts';
import { randomPoint } from '../random-sampler.ts';
import { isActive, type Coordinate, type Point } from '../space/coordinates.ts';
import { fitProcess } from './fit-process.ts';
import { logExpectedImprovement } from './log-expected-improvement.ts';
import { conditionProcess, type Difference, type FittedProcess } from './matern-process.ts';

/** What the process learns from: values are better when smaller. */
export interface Measured {
  readonly points: readonly Point[];
  readonly values: readonly number[];
  readonly pending: readonly Point[];
}

const DRAWS = 1024;
const CLIMBS = 6;
const ROUNDS = 4;
/** A choice or integer with at most so many levels is tried at all of them. */
const FEW_LEVELS = 16;

/**
 * Suggestions from a Gaussian process over the unit cube: the points with the largest logarithm of
 * the expected improvement, sought from the best of random draws by L-BFGS over the real coordinates
 * and by trying levels of the others. Pending points are taken to have given the mean of all values
 * (constant liar, Ginsbourger et al. 2010), so that a batch spreads.
 *
 * @returns candidates, the most promising first
 */
export function gaussianCandidates(
  coordinates: readonly Coordinate[],
  { points, values, pending }: Measured,
  random: SeededRandom,
): readonly Point[] {
  const difference = differenceOf(coordinates);
  const scaled = standardized(values);
  const seen = points.map((point) => positionsOf(coordinates, point));
  const fitted = fitProcess(seen, scaled, difference);
  const process = withPending(
    fitted,
    scaled,
    pending.map((point) => positionsOf(coordinates, point)),
  );
  const best = scaled.reduce((least, value) => Math.min(least, value), Infinity);
  const gainAt = (point: Point): number =>
    logExpectedImprovement(process, best, positionsOf(coordinates, point));
  const incumbent = points[scaled.indexOf(best)];
  const draws = Array.from({ length: DRAWS }, () => randomPoint(coordinates, random));
  const starts = [...topOf(draws, gainAt, CLIMBS), ...(incumbent === undefined ? [] : [incumbent])];
  const climbed = starts.map((start) => climb(coordinates, process, best, start));
  return ranked([...climbed, ...starts], gainAt);
}

function topOf(
  points: readonly Point[],
  gainAt: (point: Point) => number,
  count: number,
): readonly Point[] {
  return ranked(points, gainAt).slice(0, count);
}

function ranked(points: readonly Point[], gainAt: (point: Point) => number): readonly Point[] {
  return points
    .map((point) => ({ point, gain: gainAt(point) }))
    .sort((a, b) => b.gain - a.gain)
    .map(({ point }) => point);
}

/** Centred, with deviation 1. */
function standardized(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(variance) || 1;
  return Float64Array.from(values, (value) => (value - mean) / deviation);
}

/** A coordinate that does not exist at a point stands in the middle. */
function positionsOf(coordinates: readonly Coordinate[], point: Point): Float64Array {
  return Float64Array.from(coordinates, (coordinate, i) => {
    const number = point[i] ?? NaN;
    if (Number.isNaN(number)) return 0.5;
    return coordinate.kind === 'choice' ? number : coordinate.position(number);
  });
}

/** Choices are equal or not; 0.5 is no level, so a missing one differs from all. */
function differenceOf(coordinates: readonly Coordinate[]): Difference {
  const isChoice = coordinates.map(({ kind }) => kind === 'choice');
  return (a, b, i) => {
    const away = (a[i] ?? 0) - (b[i] ?? 0);
    return isChoice[i] === true ? Number(away !== 0) : away * away;
  };
}

function withPending(
  fitted: FittedProcess,
  values: Float64Array,
  pending: readonly Float64Array[],
): FittedProcess {
  if (pending.length === 0) return fitted;
  const points = [...fitted.points, ...pending];
  const lied = new Float64Array(points.length);
  lied.set(values);
  return conditionProcess(points, lied, fitted.difference, fitted.parameters) ?? fitted;
}

/** Uphill from a start: the real coordinates together, then each of the others, until neither gains. */
function climb(
  coordinates: readonly Coordinate[],
  process: FittedProcess,
  best: number,
  start: Point,
): Point {
  let point = start;
  for (let round = 0; round < ROUNDS; round += 1) {
    const smooth = climbReal(coordinates, process, best, point);
    const stepped = climbLevels(coordinates, process, best, smooth);
    point = stepped;
    if (stepped === smooth) break;
  }
  return point;
}

/** Box limits are kept by x = sin²(t): L-BFGS then needs none. */
function climbReal(
  coordinates: readonly Coordinate[],
  process: FittedProcess,
  best: number,
  start: Point,
): Point {
  const real = coordinates.flatMap(({ kind, levels }, i) =>
    kind === 'real' && levels > 1 && !Number.isNaN(start[i]) ? [i] : [],
  );
  if (real.length === 0) return start;
  const at = positionsOf(coordinates, start);
  const slope = new Float64Array(at.length);
  const objective = (angles: Float64Array, gradient: Float64Array): number => {
    real.forEach((i, k) => {
      at[i] = Math.sin(angles[k] ?? 0) ** 2;
    });
    const value = logExpectedImprovement(process, best, at, slope);
    real.forEach((i, k) => {
      gradient[k] = -(slope[i] ?? 0) * Math.sin(2 * (angles[k] ?? 0));
    });
    return -value;
  };
  const from = Float64Array.from(real, (i) =>
    Math.asin(Math.sqrt(Math.min(1 - 1e-6, Math.max(1e-6, start[i] ?? 0.5)))),
  );
  const found = minimize(objective, from, { maxIterations: 80, tolerance: 1e-5 });
  const point = Float64Array.from(start);
  real.forEach((i, k) => {
    point[i] = Math.sin(found.point[k] ?? 0) ** 2;
  });
  return point;
}

/** @returns the start itself when no level is better than its own. */
function climbLevels(
  coordinates: readonly Coordinate[],
  process: FittedProcess,
  best: number,
  start: Point,
): Point {
  let point = start;
  let gain = logExpectedImprovement(process, best, positionsOf(coordinates, point));
  coordinates.forEach(({ kind, levels }, i) => {
    if (kind === 'real' || Number.isNaN(point[i])) return;
    for (const level of levelsToTry(levels, point[i] ?? 0)) {
      const other = withLevel(coordinates, point, i, level);
      const otherGain = logExpectedImprovement(process, best, positionsOf(coordinates, other));
      if (otherGain > gain + 1e-9) [point, gain] = [other, otherGain];
    }
  });
  return point;
}

/** All of few levels; of many, those at doubling distances. */
function levelsToTry(levels: number, current: number): readonly number[] {
  if (levels <= FEW_LEVELS) return Array.from({ length: levels }, (_, level) => level);
  const found: number[] = [];
  for (let distance = 1; distance < levels; distance *= 2) {
    if (current - distance >= 0) found.push(current - distance);
    if (current + distance < levels) found.push(current + distance);
  }
  return found;
}

/** What another case of a variant has besides stands in the middle. */
function withLevel(
  coordinates: readonly Coordinate[],
  from: Point,
  index: number,
  level: number,
): Point {
  const point = Float64Array.from(from);
  point[index] = level;
  coordinates.forEach((coordinate, i) => {
    if (!isActive(coordinate, point)) point[i] = NaN;
    else if (Number.isNaN(point[i])) {
      point[i] = coordinate.kind === 'real' ? 0.5 : Math.floor(coordinate.levels / 2);
    }
  });
  return point;
}
