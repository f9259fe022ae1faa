import type { Matrix } from '../../ml/data/matrix.ts';
import type { FitWatch } from './learning-curve.ts';
import type { Target } from './target.ts';

/** Rows that went through the pipeline, with what is to be predicted of them. */
export interface FittingPart {
  /** [rows, features]. */
  readonly features: Matrix;
  readonly target: Target;
}

/** What a fit learns from, and who looks on. */
export interface FittingData extends FittingPart {
  /** Measured on the way; never learned from. */
  readonly validation: FittingPart;
  /** Hash of rows and pipeline: a checkpoint counts for these alone. */
  readonly of: string;
  readonly watch: FitWatch;
}
