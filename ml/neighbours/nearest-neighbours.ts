import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { squaredDistance } from '../data/squared-distance.ts';

/** The rows themselves: a new row is judged by those nearest to it. */
export interface NearestNeighbours {
  readonly data: LabelledMatrix;
  readonly neighbours: number;
  /** `uniform`: each neighbour one vote; `distance`: a vote of 1 / distance. */
  readonly weights: 'uniform' | 'distance';
}

/**
 * k nearest neighbours by Euclidean distance (Cover and Hart, 1967), as scikit-learn's
 * `KNeighborsClassifier`; of equally near rows the earlier ones count.
 *
 * @param neighbours 1 … rows, default 5
 * @throws RangeError when there are fewer rows than neighbours.
 */
export function fitNearest(
  data: LabelledMatrix,
  neighbours = 5,
  weights: NearestNeighbours['weights'] = 'uniform',
): NearestNeighbours {
  const rows = data.features.rows;
  if (!Number.isInteger(neighbours) || neighbours < 1 || neighbours > rows) {
    throw new RangeError(`${neighbours} neighbours of ${rows} rows, expected 1 … ${rows}.`);
  }
  return { data, neighbours, weights };
}

/** Class probabilities [N, k], row-major: the shares of the neighbours' votes. */
export function nearestProbabilities(model: NearestNeighbours, features: Matrix): Float64Array {
  const { data, neighbours } = model;
  const { columns, values } = data.features;
  const classes = data.classes.length;
  const votes = new Float64Array(features.rows * classes);
  const nearest = new Nearest(neighbours);
  for (let row = 0; row < features.rows; row += 1) {
    nearest.clear();
    for (let other = 0; other < data.features.rows; other += 1) {
      const at = other * columns;
      nearest.offer(other, squaredDistance(features.values, row * columns, values, at, columns));
    }
    castVotes(model, nearest, votes.subarray(row * classes, (row + 1) * classes));
  }
  return votes;
}

function castVotes(model: NearestNeighbours, nearest: Nearest, votes: Float64Array): void {
  const exact = model.weights === 'distance' && (nearest.distances[0] ?? 1) === 0;
  let total = 0;
  nearest.rows.forEach((row, at) => {
    const distance = Math.sqrt(nearest.distances[at] ?? 0);
    // A row at distance 0 outweighs all others: only such rows vote then.
    const vote = model.weights === 'uniform' ? 1 : exact ? Number(distance === 0) : 1 / distance;
    const label = model.data.labels[row] ?? 0;
    votes[label] = (votes[label] ?? 0) + vote;
    total += vote;
  });
  votes.forEach((vote, label) => (votes[label] = vote / total));
}

/** The k smallest distances so far, ascending; equal ones in the order they came. */
class Nearest {
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
