import type { Matrix } from '../data/matrix.ts';

/** The rows themselves with their targets: a new row gets the mean of those nearest to it. */
export interface NearestRegression {
  readonly features: Matrix;
  readonly targets: Float64Array;
  readonly neighbours: number;
  /** `uniform`: each neighbour counts once; `distance`: as 1 / distance. */
  readonly weights: 'uniform' | 'distance';
}

/** k nearest neighbours for numbers, as scikit-learn's `KNeighborsRegressor`. */
export function fitNearestRegression(
  _features: Matrix,
  _targets: ArrayLike<number>,
  _neighbours = 5,
  _weights: NearestRegression['weights'] = 'uniform',
): NearestRegression {
  throw new Error('Being built.');
}

/** Length N. */
export function nearestPredictions(_model: NearestRegression, _features: Matrix): Float64Array {
  throw new Error('Being built.');
}
