import type { Matrix } from '../data/matrix.ts';
import { squaredDistance } from '../data/squared-distance.ts';
import { checkColumns } from './score-input.ts';

/**
 * Adjusted Rand index (Hubert & Arabie, 1985), as scikit-learn's `adjusted_rand_score`: agreement
 * of two clusterings beyond chance, 1 for equal ones whatever their labels.
 *
 * @throws RangeError when there is no row, or the lengths differ.
 */
export function adjustedRandIndex(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const rows = checkColumns({ left, right });
  const both = new Map<string, number>();
  for (let row = 0; row < rows; row += 1) count(both, `${left[row]} ${right[row]}`);
  const together = squares(both.values());
  const inLeft = squares(countsOf(left).values());
  const inRight = squares(countsOf(right).values());
  const same = together - rows;
  const onlyRight = inRight - together;
  const onlyLeft = inLeft - together;
  const apart = rows * rows - onlyRight - onlyLeft - together;
  if (onlyRight === 0 && onlyLeft === 0) return 1;
  return (
    (2 * (same * apart - onlyRight * onlyLeft)) /
    ((same + onlyLeft) * (onlyLeft + apart) + (same + onlyRight) * (onlyRight + apart))
  );
}

/**
 * Mean silhouette (Rousseeuw, 1987) over all rows with Euclidean distances, as scikit-learn's
 * `silhouette_score`: from -1 to 1. A row alone in its cluster counts 0. Takes rows² distances.
 *
 * @throws RangeError unless there are 2 … rows - 1 clusters.
 */
export function silhouetteScore(data: Matrix, labels: ArrayLike<number>): number {
  const clusters = membersOf(data, labels);
  let total = 0;
  for (let row = 0; row < data.rows; row += 1) total += silhouetteOf(data, labels, clusters, row);
  return total / data.rows;
}

/**
 * Davies-Bouldin index (1979) with Euclidean distances, as scikit-learn's `davies_bouldin_score`:
 * the mean over clusters of the worst ratio of spread to distance. From 0, lower is better.
 *
 * @throws RangeError unless there are 2 … rows - 1 clusters.
 */
export function daviesBouldinScore(data: Matrix, labels: ArrayLike<number>): number {
  const clusters = [...membersOf(data, labels).values()].map((rows) => {
    const centre = meanRow(data, rows);
    const spread = rows.reduce((sum, row) => sum + distance(rowOf(data, row), centre), 0);
    return { centre, spread: spread / rows.length };
  });
  if (clusters.every(({ spread }) => spread === 0)) return 0;
  const worst = clusters.map((one) =>
    clusters.reduce((most, two) => {
      const apart = distance(one.centre, two.centre);
      return one === two || apart === 0 ? most : Math.max(most, (one.spread + two.spread) / apart);
    }, 0),
  );
  return worst.reduce((sum, each) => sum + each, 0) / clusters.length;
}

function silhouetteOf(
  data: Matrix,
  labels: ArrayLike<number>,
  clusters: ReadonlyMap<number, readonly number[]>,
  row: number,
): number {
  const here = rowOf(data, row);
  let within = 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (const [label, rows] of clusters) {
    const sum = rows.reduce((total, other) => total + distance(here, rowOf(data, other)), 0);
    if (label !== labels[row]) nearest = Math.min(nearest, sum / rows.length);
    else if (rows.length === 1) return 0;
    else within = sum / (rows.length - 1);
  }
  const larger = Math.max(within, nearest);
  return larger === 0 ? 0 : (nearest - within) / larger;
}

function membersOf(data: Matrix, labels: ArrayLike<number>): ReadonlyMap<number, number[]> {
  if (labels.length !== data.rows) {
    throw new RangeError(`${labels.length} labels for ${data.rows} rows.`);
  }
  checkColumns({ labels });
  checkColumns({ data: data.values });
  const members = new Map<number, number[]>();
  for (let row = 0; row < data.rows; row += 1) {
    const label = labels[row] ?? 0;
    const known = members.get(label);
    if (known === undefined) members.set(label, [row]);
    else known.push(row);
  }
  if (members.size < 2 || members.size >= data.rows) {
    throw new RangeError(`${members.size} clusters of ${data.rows} rows, expected 2 … rows - 1.`);
  }
  return members;
}

function countsOf(labels: ArrayLike<number>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let row = 0; row < labels.length; row += 1) count(counts, String(labels[row]));
  return counts;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function squares(counts: Iterable<number>): number {
  let sum = 0;
  for (const each of counts) sum += each * each;
  return sum;
}

function rowOf({ values, columns }: Matrix, row: number): Float32Array {
  return values.subarray(row * columns, (row + 1) * columns);
}

function meanRow(data: Matrix, rows: readonly number[]): Float64Array {
  const mean = new Float64Array(data.columns);
  for (const row of rows) {
    rowOf(data, row).forEach((value, at) => (mean[at] = (mean[at] ?? 0) + value / rows.length));
  }
  return mean;
}

function distance(left: ArrayLike<number>, right: ArrayLike<number>): number {
  return Math.sqrt(squaredDistance(left, 0, right, 0, left.length));
}
