import type { Pipeline } from '../preprocess/pipeline.ts';
import type { Estimator } from './estimator.ts';

export type ModelTask = 'classification' | 'regression' | 'clustering' | 'outlier_detection';
export type ClassLabel = number | string;

/** A trained model with its preprocessing: takes raw rows, gives predictions. */
export interface Model {
  readonly task: ModelTask;
  readonly pipeline: Pipeline;
  /** The label values, in the order of the probabilities; empty unless a classifier. */
  readonly classes: readonly ClassLabel[];
  readonly estimator: Estimator;
}

/** What a model says of N rows. */
export type Prediction =
  /** `probabilities` [N, k], row-major; `labels` [N], positions among the classes. */
  | {
      readonly task: 'classification';
      readonly probabilities: Float64Array;
      readonly labels: Int32Array;
    }
  /** `values` [N], in the target's unit. */
  | { readonly task: 'regression'; readonly values: Float64Array }
  /** `labels` [N], the nearest centre's number. */
  | { readonly task: 'clustering'; readonly labels: Int32Array }
  /** `scores` [N], higher is stranger (Liu et al. 2008, from 0 to 1). */
  | { readonly task: 'outlier_detection'; readonly scores: Float64Array };
