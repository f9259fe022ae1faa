import type { Matrix } from '../data/matrix.ts';
import { squaredDistance } from '../data/squared-distance.ts';

/** The k nearest of some rows to one row, nearest first. */
export interface FoundRows {
  readonly rows: readonly number[];
  /** Squared, as many as rows. */
  readonly distances: readonly number[];
}

/**
 * Calls `take` for each row of `asked` with its nearest rows among `known`, by Euclidean distance;
 * of equally near rows the earlier ones count. What `take` gets is overwritten by the next call.
 */
export function forNearest(
  known: Matrix,
  asked: Matrix,
  neighbours: number,
  take: (row: number, found: FoundRows) => void,
): void {
  const { columns, values } = known;
  const nearest = new Nearest(neighbours);
  for (let row = 0; row < asked.rows; row += 1) {
    nearest.clear();
    for (let other = 0; other < known.rows; other += 1) {
      const at = other * columns;
      nearest.offer(other, squaredDistance(asked.values, row * columns, values, at, columns));
    }
    take(row, nearest);
  }
}

/**
 * The say of the neighbour at a place: 1, or 1 / distance. A row at distance 0 outweighs all
 * others: only such rows have a say then.
 */
export function sayOf(
  { distances }: FoundRows,
  at: number,
  weights: 'uniform' | 'distance',
): number {
  if (weights === 'uniform') return 1;
  const distance = Math.sqrt(distances[at] ?? 0);
  return (distances[0] ?? 1) === 0 ? Number(distance === 0) : 1 / distance;
}

/** @throws RangeError when there are fewer rows than neighbours, or none is asked for. */
export function checkNeighbours(neighbours: number, rows: number): void {
  if (Number.isInteger(neighbours) && neighbours >= 1 && neighbours <= rows) return;
  throw new RangeError(`${neighbours} neighbours of ${rows} rows, expected 1 … ${rows}.`);
}

/** The k smallest distances so far, ascending; equal ones in the order they came. */
class Nearest implements FoundRows {
  readonly rows: number[] = [];
  readonly distances: number[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  clear(): void {
    this.rows.length = 0;
    this.distances.length = 0;
  }

  offer(row: number, distance: number): void {
    let at = this.distances.length;
    if (at === this.#most && distance >= (this.distances[at - 1] ?? 0)) return;
    while (at > 0 && (this.distances[at - 1] ?? 0) > distance) at -= 1;
    this.rows.splice(at, 0, row);
    this.distances.splice(at, 0, distance);
    if (this.rows.length <= this.#most) return;
    this.rows.pop();
    this.distances.pop();
  }
}
