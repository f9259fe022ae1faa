import type { Matrix } from '../data/matrix.ts';
import { checkFeatures } from '../data/training-rows.ts';
import { squaredDistance } from '../data/squared-distance.ts';
import { seededRandom, type SeededRandom } from '../random/seeded-random.ts';

export interface KMeans {
  /** [k, n], row-major. */
  readonly centres: Float64Array;
  readonly clusters: number;
  readonly columns: number;
  /** Sum of squared distances of the rows to their centres. */
  readonly inertia: number;
  readonly iterations: number;
}
export interface KMeansOptions {
  readonly clusters: number;
  readonly seed: number;
  /** Starts tried; the one with the least inertia is kept. Default 10. */
  readonly starts?: number;
  /** Default 300. */
  readonly maxIterations?: number;
}

/**
 * k-means by Lloyd's iteration (1982) from centres drawn by k-means++ (Arthur and Vassilvitskii,
 * 2007). A cluster that loses all its rows takes the row farthest from its centre.
 *
 * @throws UnlearnableDataError for empty features or such that are not finite
 * @throws RangeError when there are fewer rows than clusters
 */
export function fitKMeans(features: Matrix, options: KMeansOptions): KMeans {
  const { clusters, seed, starts = 10, maxIterations = 300 } = options;
  checkFeatures(features);
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > features.rows) {
    throw new RangeError(`${clusters} clusters of ${features.rows} rows.`);
  }
  const random = seededRandom(seed);
  let best: KMeans | undefined;
  for (let start = 0; start < starts; start += 1) {
    const found = lloyd(features, drawCentres(features, clusters, random), clusters, maxIterations);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  if (best === undefined) throw new RangeError('At least one start is needed.');
  return best;
}

/** The nearest centre of each row; the first of equals. */
export function nearestCentres(model: KMeans, features: Matrix): Int32Array {
  return assign(features, model.centres, model.clusters).labels;
}

function lloyd(
  features: Matrix,
  start: Float64Array,
  clusters: number,
  maxIterations: number,
): KMeans {
  let centres = start;
  let found = assign(features, centres, clusters);
  let iterations = 0;
  for (let settled = false; !settled && iterations < maxIterations; iterations += 1) {
    centres = meansOf(features, found, clusters);
    const after = assign(features, centres, clusters);
    const before = found.labels;
    settled = after.labels.every((label, row) => label === before[row]);
    found = after;
  }
  const inertia = found.distances.reduce((sum, distance) => sum + distance, 0);
  return { centres, clusters, columns: features.columns, inertia, iterations };
}

interface Assignment {
  readonly labels: Int32Array;
  /** Squared, to the nearest centre. */
  readonly distances: Float64Array;
}

function assign(features: Matrix, centres: Float64Array, clusters: number): Assignment {
  const labels = new Int32Array(features.rows);
  const distances = new Float64Array(features.rows);
  for (let row = 0; row < features.rows; row += 1) {
    let nearest = Number.POSITIVE_INFINITY;
    for (let cluster = 0; cluster < clusters; cluster += 1) {
      const distance = toCentre(features, row, centres, cluster);
      if (distance >= nearest) continue;
      nearest = distance;
      labels[row] = cluster;
    }
    distances[row] = nearest;
  }
  return { labels, distances };
}

function meansOf(
  features: Matrix,
  { labels, distances }: Assignment,
  clusters: number,
): Float64Array {
  const { rows, columns, values } = features;
  const sums = new Float64Array(clusters * columns);
  const counts = new Int32Array(clusters);
  for (let row = 0; row < rows; row += 1) {
    const cluster = labels[row] ?? 0;
    counts[cluster] = (counts[cluster] ?? 0) + 1;
    for (let c = 0; c < columns; c += 1) {
      const at = cluster * columns + c;
      sums[at] = (sums[at] ?? 0) + (values[row * columns + c] ?? 0);
    }
  }
  const far = farthestFirst(distances);
  counts.forEach((count, cluster) => {
    const row = count === 0 ? (far.next().value ?? 0) : -1;
    for (let c = 0; c < columns; c += 1) {
      const at = cluster * columns + c;
      sums[at] = count === 0 ? (values[row * columns + c] ?? 0) : (sums[at] ?? 0) / count;
    }
  });
  return sums;
}

function* farthestFirst(distances: Float64Array): Generator<number, undefined> {
  const rows = Array.from(distances, (_, row) => row);
  yield* rows.sort((left, right) => (distances[right] ?? 0) - (distances[left] ?? 0));
  return undefined;
}

/** k-means++: each next centre is a row drawn with a chance as its squared distance to the last. */
function drawCentres(features: Matrix, clusters: number, random: SeededRandom): Float64Array {
  const { rows, columns, values } = features;
  const centres = new Float64Array(clusters * columns);
  const distances = new Float64Array(rows).fill(1);
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const chosen = drawRow(distances, random);
    centres.set(values.subarray(chosen * columns, (chosen + 1) * columns), cluster * columns);
    for (let row = 0; row < rows; row += 1) {
      const distance = toCentre(features, row, centres, cluster);
      distances[row] = cluster === 0 ? distance : Math.min(distances[row] ?? 0, distance);
    }
  }
  return centres;
}

function drawRow(weights: Float64Array, random: SeededRandom): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = random.next() * total;
  for (let row = 0; row < weights.length; row += 1) {
    left -= weights[row] ?? 0;
    if (left < 0) return row;
  }
  return weights.length - 1;
}

function toCentre(
  { columns, values }: Matrix,
  row: number,
  centres: Float64Array,
  cluster: number,
): number {
  return squaredDistance(values, row * columns, centres, cluster * columns, columns);
}
