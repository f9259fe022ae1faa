import { isActive, type Coordinate, type Point } from './space/coordinates.ts';

const MOST_POINTS = 100_000;

/**
 * All points of a grid, the last coordinate changing fastest: every level of an integer or choice
 * with at most `perReal` levels, else `perReal` of them spread evenly, as with a real coordinate.
 *
 * @throws RangeError when there are more than 100,000.
 */
export function gridPoints(coordinates: readonly Coordinate[], perReal: number): readonly Point[] {
  const points: Point[] = [];
  fill(coordinates, perReal, new Float64Array(coordinates.length), 0, points);
  return points;
}

function fill(
  coordinates: readonly Coordinate[],
  perReal: number,
  point: Point,
  from: number,
  into: Point[],
): void {
  const coordinate = coordinates[from];
  if (coordinate === undefined) {
    if (into.length >= MOST_POINTS) {
      throw new RangeError(`The grid has more than ${MOST_POINTS} points. Make the space smaller.`);
    }
    into.push(Float64Array.from(point));
    return;
  }
  const numbers = isActive(coordinate, point) ? numbersOf(coordinate, perReal) : [NaN];
  for (const number of numbers) {
    point[from] = number;
    fill(coordinates, perReal, point, from + 1, into);
  }
}

function numbersOf({ kind, levels }: Coordinate, perReal: number): readonly number[] {
  if (kind === 'choice' || levels <= perReal) return Array.from({ length: levels }, (_, i) => i);
  const share = (i: number): number => (perReal === 1 ? 0.5 : i / (perReal - 1));
  return Array.from({ length: perReal }, (_, i) =>
    kind === 'real' ? share(i) : Math.round(share(i) * (levels - 1)),
  );
}
