import { checkClasses, checkColumns, checkProbabilities } from './score-input.ts';

/** The distance between 1 and the next double: what scikit-learn keeps probabilities from 0 by. */
const EPSILON = Number.EPSILON;

/**
 * Cross-entropy in nats, mean over the rows, as scikit-learn's `log_loss` on float64: probabilities
 * are clipped to [ε, 1 - ε] with ε = 2⁻⁵².
 *
 * @param truth positions of the classes, 0 … classes - 1
 * @param probabilities row by row, `classes` values each; each row sums to 1
 * @throws RangeError when there is no row, sizes do not fit, or a row does not sum to 1 (± 1e-5:
 *   single precision over many classes).
 */
export function logLoss(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): number {
  const rows = checkColumns({ truth });
  checkClasses('truth', truth, classes);
  checkProbabilities(probabilities, rows, classes);
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    checkSum(probabilities, row, classes);
    const given = probabilities[row * classes + (truth[row] ?? 0)] ?? 0;
    sum -= Math.log(Math.min(Math.max(given, EPSILON), 1 - EPSILON));
  }
  return sum / rows;
}

/**
 * Brier score (Brier, 1950): mean squared distance of the probability of class 1 from what came
 * true, as scikit-learn's `brier_score_loss` for two classes. From 0 to 1, lower is better.
 *
 * @param truth 0 or 1
 * @param probabilities of class 1
 * @throws RangeError when there is no row, sizes do not fit, or a value is out of range.
 */
export function brierScore(truth: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const rows = checkColumns({ truth, probabilities });
  checkClasses('truth', truth, 2);
  checkProbabilities(probabilities, rows, 1);
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    sum += ((truth[row] ?? 0) - (probabilities[row] ?? 0)) ** 2;
  }
  return sum / rows;
}

/**
 * Brier score of several classes: mean over the rows of the summed squared distances, as scikit-learn's
 * `brier_score_loss` on a matrix. From 0 to 2; of two classes half of that, so that it equals
 * `brierScore`.
 *
 * @throws RangeError as `logLoss`.
 */
export function multiclassBrier(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): number {
  const rows = checkColumns({ truth });
  checkClasses('truth', truth, classes);
  checkProbabilities(probabilities, rows, classes);
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    checkSum(probabilities, row, classes);
    for (let at = 0; at < classes; at += 1) {
      const came = truth[row] === at ? 1 : 0;
      sum += (came - (probabilities[row * classes + at] ?? 0)) ** 2;
    }
  }
  return sum / rows / (classes === 2 ? 2 : 1);
}

function checkSum(probabilities: ArrayLike<number>, row: number, classes: number): void {
  let sum = 0;
  for (let at = 0; at < classes; at += 1) sum += probabilities[row * classes + at] ?? 0;
  if (Math.abs(sum - 1) > 1e-5) {
    throw new RangeError(`The probabilities of row ${row} sum to ${sum}, expected 1.`);
  }
}
