import type { SeededRandom } from '../random/seeded-random.ts';
import { isActive, levelAt, type Coordinate, type Point } from './space/coordinates.ts';

/** A point where all positions, and all levels of a choice, are equally likely. */
export function randomPoint(coordinates: readonly Coordinate[], random: SeededRandom): Point {
  return pointAt(coordinates, () => random.next());
}

/** The point whose coordinates lie at given positions from 0 to 1. */
export function pointAt(
  coordinates: readonly Coordinate[],
  positionOf: (coordinate: number) => number,
): Point {
  const point = new Float64Array(coordinates.length);
  coordinates.forEach((coordinate, i) => {
    const position = positionOf(i);
    point[i] = isActive(coordinate, point) ? levelAt(coordinate, position) : NaN;
  });
  return point;
}

/**
 * The n-th point of a sequence that fills the space evenly: Halton's (1960), shifted by the seed
 * modulo 1 (Cranley and Patterson 1976). What a model-based sampler begins with.
 */
export function spreadPoint(
  coordinates: readonly Coordinate[],
  index: number,
  shifts: SeededRandom,
): Point {
  const shift = coordinates.map(() => shifts.next());
  return pointAt(coordinates, (i) => {
    const position = radicalInverse(index + 1, primeAt(i)) + (shift[i] ?? 0);
    return position - Math.floor(position);
  });
}

/** The digits of n in a base, mirrored at the point. */
function radicalInverse(n: number, base: number): number {
  let [rest, scale, value] = [n, 1 / base, 0];
  while (rest > 0) {
    value += (rest % base) * scale;
    rest = Math.floor(rest / base);
    scale /= base;
  }
  return value;
}

function primeAt(index: number): number {
  let [found, candidate] = [-1, 1];
  while (found < index) {
    candidate += 1;
    if (isPrime(candidate)) found += 1;
  }
  return candidate;
}

function isPrime(n: number): boolean {
  for (let factor = 2; factor * factor <= n; factor += 1) if (n % factor === 0) return false;
  return true;
}
