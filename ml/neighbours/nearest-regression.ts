import type { Matrix } from '../data/matrix.ts';
import { checkTargets } from '../data/training-rows.ts';
import { checkNeighbours, forNearest, sayOf } from './nearest-rows.ts';

/** The rows themselves with their targets: a new row gets the mean of those nearest to it. */
export interface NearestRegression {
  readonly features: Matrix;
  readonly targets: Float64Array;
  readonly neighbours: number;
  /** `uniform`: each neighbour counts once; `distance`: as 1 / distance. */
  readonly weights: 'uniform' | 'distance';
}

/**
 * k nearest neighbours for numbers by Euclidean distance, as scikit-learn's `KNeighborsRegressor`;
 * of equally near rows the earlier ones count.
 *
 * @param neighbours 1 … rows, default 5
 * @throws RangeError when there are fewer rows than neighbours.
 */
export function fitNearestRegression(
  features: Matrix,
  targets: ArrayLike<number>,
  neighbours = 5,
  weights: NearestRegression['weights'] = 'uniform',
): NearestRegression {
  checkTargets(features, targets);
  checkNeighbours(neighbours, features.rows);
  return { features, targets: Float64Array.from(targets), neighbours, weights };
}

/** The mean target of the neighbours; length N. */
export function nearestPredictions(model: NearestRegression, features: Matrix): Float64Array {
  const values = new Float64Array(features.rows);
  forNearest(model.features, features, model.neighbours, (row, found) => {
    let [sum, total] = [0, 0];
    found.rows.forEach((other, at) => {
      const say = sayOf(found, at, model.weights);
      sum += say * (model.targets[other] ?? 0);
      total += say;
    });
    values[row] = sum / total;
  });
  return values;
}
