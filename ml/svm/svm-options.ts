/** What both support vector classifiers take. Defaults are scikit-learn's. */
export interface SvmOptions {
  /** Weight of the errors against the width of the margin, above 0. Default 1. */
  readonly c?: number;
  /** Weight of each row's error, from 0; `balancedRowWeights` evens out classes. Default 1. */
  readonly rowWeights?: ArrayLike<number>;
  /** Folds whose held-out scores the calibration learns from. Default 5. */
  readonly folds?: number;
  /** Of the folds. Default 0. */
  readonly seed?: number;
  /** Checked between machines; the call then fails with the signal's reason. */
  readonly signal?: AbortSignal;
}
