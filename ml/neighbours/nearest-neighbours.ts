import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { checkLabels } from '../data/training-rows.ts';
import { checkNeighbours, forNearest, sayOf } from './nearest-rows.ts';

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
  checkLabels(data);
  checkNeighbours(neighbours, data.features.rows);
  return { data, neighbours, weights };
}

/** Class probabilities [N, k], row-major: the shares of the neighbours' votes. */
export function nearestProbabilities(model: NearestNeighbours, features: Matrix): Float64Array {
  const { data, neighbours, weights } = model;
  const classes = data.classes.length;
  const votes = new Float64Array(features.rows * classes);
  forNearest(data.features, features, neighbours, (row, found) => {
    let total = 0;
    found.rows.forEach((other, at) => {
      const vote = sayOf(found, at, weights);
      const cell = row * classes + (data.labels[other] ?? 0);
      votes[cell] = (votes[cell] ?? 0) + vote;
      total += vote;
    });
    for (let cell = row * classes; cell < (row + 1) * classes; cell += 1) {
      votes[cell] = (votes[cell] ?? 0) / total;
    }
  });
  return votes;
}
