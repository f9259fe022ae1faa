import { confusionMatrix } from './confusion-matrix.ts';
import { checkColumns } from './score-input.ts';

/** Scores of one prediction per row against the truth, from the confusion matrix alone. */
type Labels = ArrayLike<number>;

/**
 * Mean recall over the classes that occur in the truth (Brodersen et al., 2010), as scikit-learn's
 * `balanced_accuracy_score`. From 0 to 1.
 *
 * @param truth positions of the true classes, 0 … classes - 1; `predicted` likewise, as many
 * @throws RangeError when there is no row, or a class is out of range.
 */
export function balancedAccuracy(truth: Labels, predicted: Labels, classes: number): number {
  checkColumns({ truth, predicted });
  const recalls = confusionMatrix(truth, predicted, classes).flatMap((line, at) => {
    const support = sum(line);
    return support === 0 ? [] : [(line[at] ?? 0) / support];
  });
  return sum(recalls) / recalls.length;
}

/**
 * Matthews' correlation coefficient for any number of classes (Gorodkin, 2004), as scikit-learn's
 * `matthews_corrcoef`: from -1 to 1, and 0 where either column is constant.
 *
 * @throws RangeError when there is no row, or a class is out of range.
 */
export function matthewsCorrelation(truth: Labels, predicted: Labels, classes: number): number {
  const rows = checkColumns({ truth, predicted });
  const { hits, trueCounts, predictedCounts } = margins(truth, predicted, classes);
  const covariance = hits * rows - dot(trueCounts, predictedCounts);
  const ofTruth = rows * rows - dot(trueCounts, trueCounts);
  const ofPredicted = rows * rows - dot(predictedCounts, predictedCounts);
  const scale = Math.sqrt(ofTruth * ofPredicted);
  return scale === 0 ? 0 : covariance / scale;
}

/**
 * Cohen's kappa (Cohen, 1960): agreement beyond what chance gives, at most 1, as scikit-learn's
 * `cohen_kappa_score`. NaN where chance alone explains all: both columns the same constant.
 *
 * @throws RangeError when there is no row, or a class is out of range.
 */
export function cohenKappa(truth: Labels, predicted: Labels, classes: number): number {
  const rows = checkColumns({ truth, predicted });
  const { hits, trueCounts, predictedCounts } = margins(truth, predicted, classes);
  const byChance = dot(trueCounts, predictedCounts) / rows;
  return rows === byChance ? Number.NaN : 1 - (rows - hits) / (rows - byChance);
}

function margins(
  truth: Labels,
  predicted: Labels,
  classes: number,
): { hits: number; trueCounts: number[]; predictedCounts: number[] } {
  const confusion = confusionMatrix(truth, predicted, classes);
  return {
    hits: sum(confusion.map((line, at) => line[at] ?? 0)),
    trueCounts: confusion.map(sum),
    predictedCounts: confusion.map((_, at) => sum(confusion.map((line) => line[at] ?? 0))),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);
const dot = (left: readonly number[], right: readonly number[]): number =>
  sum(left.map((value, at) => value * (right[at] ?? 0)));
