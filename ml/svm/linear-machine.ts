import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { calibrate } from './calibration.ts';
import { calibrated, checkedProblem, type WeightedRows } from './held-out-scores.ts';
import { separateClass } from './separate-class.ts';
import type { LinearMachine } from './support-vectors.ts';
import type { SvmOptions } from './svm-options.ts';

export interface LinearMachineOptions extends SvmOptions {
  /** Newton steps, at most. Default 1000. */
  readonly maxIterations?: number;
}
type Scorer = Pick<LinearMachine, 'features' | 'classes' | 'weights' | 'bias'>;

/**
 * Linear support vector classifier, one class against the rest, by squared hinge loss (Cortes and
 * Vapnik 1995; in this form Fan et al., LIBLINEAR, 2008): of w and b the minimum of
 * `(|w|² + b²) / 2 + c Σ weight max(0, 1 - y (w · x + b))²`. The same optimum as scikit-learn's
 * `LinearSVC`, and calibrated as its `CalibratedClassifierCV(ensemble=False)`.
 *
 * @param data features [N, n], scaled
 * @throws UnlearnableDataError for data that tells no classes apart
 */
export function fitLinearMachine(
  data: LabelledMatrix,
  options: LinearMachineOptions = {},
): LinearMachine {
  const problem = checkedProblem(data, options);
  const learn = (rows: WeightedRows): Scorer =>
    separate(rows, problem.c, options.maxIterations ?? 1000, options.signal);
  return calibrated(problem.data, options, learn, linearMachineScores);
}

/** Scores [N, k], row-major, before calibration: positive inside the class's half-space. */
export function linearMachineScores(machine: Scorer, features: Matrix): Float64Array {
  const { classes, weights, bias } = machine;
  const { rows, columns, values } = features;
  const scores = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row += 1) {
    for (let c = 0; c < classes; c += 1) {
      let score = bias[c] ?? 0;
      for (let j = 0; j < columns; j += 1) {
        score += (weights[c * columns + j] ?? 0) * (values[row * columns + j] ?? 0);
      }
      scores[row * classes + c] = score;
    }
  }
  return scores;
}

/** Class probabilities [N, k], row-major, each row summing to 1. */
export function linearMachineProbabilities(machine: LinearMachine, features: Matrix): Float64Array {
  return calibrate(machine.calibration, linearMachineScores(machine, features));
}

function separate(
  data: WeightedRows,
  c: number,
  maxIterations: number,
  signal: AbortSignal | undefined,
): Scorer {
  const { columns } = data.features;
  const classes = data.classes.length;
  const weights = new Float64Array(classes * columns);
  const bias = new Float64Array(classes);
  // Of two classes one plane is both: the first class's is the second's, turned round.
  for (let label = classes === 2 ? 1 : 0; label < classes; label += 1) {
    signal?.throwIfAborted();
    const point = separateClass(data, label, c, maxIterations);
    weights.set(point.subarray(0, columns), label * columns);
    bias[label] = point[columns] ?? 0;
  }
  if (classes === 2) {
    weights.set(weights.subarray(columns).map((weight) => -weight));
    bias[0] = -(bias[1] ?? 0);
  }
  return { features: columns, classes, weights, bias };
}
