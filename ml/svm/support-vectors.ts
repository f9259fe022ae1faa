/**
 * Support vector classifiers. Both kinds give one score a class; a sigmoid a class (Platt 1999),
 * learned on rows that the machine did not see, makes shares of them, which are then normed.
 */
export interface Calibration {
  /** P(class) ∝ 1 / (1 + exp(slope * score + offset)); one of each a class. */
  readonly slope: Float64Array;
  readonly offset: Float64Array;
}

/** Linear, one against the rest: the score of class c is `weights[c] · x + bias[c]`. */
export interface LinearMachine {
  readonly features: number;
  readonly classes: number;
  /** [classes, features], row-major. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly calibration: Calibration;
}

/**
 * With the kernel exp(-gamma |x - y|²), one against one, laid out as libsvm (Chang and Lin 2011)
 * and ONNX's SVMClassifier have it. A pair's decision d is `rho` plus the pair's coefficients times
 * the kernel values; it speaks for the pair's first class by d and for its second by -d. With s the
 * sum of what all pairs say for a class, the class's score is, of two classes, s; of more, the pairs
 * it won (d > 0 is the first's) plus s / (3 (|s| + 1)), which settles equal votes.
 */
export interface KernelMachine {
  readonly features: number;
  readonly classes: number;
  readonly gamma: number;
  /** [V, features], row-major, grouped by class. */
  readonly vectors: Float32Array;
  /** Support vectors of each class. */
  readonly vectorsOfClass: Int32Array;
  /** [classes - 1, V], row-major: libsvm's dual coefficients. */
  readonly coefficients: Float64Array;
  /** One a pair of classes: (0, 1), (0, 2), …, (1, 2), … */
  readonly rho: Float64Array;
  readonly calibration: Calibration;
}
