import { confusionMatrix } from './confusion-matrix.ts';

/** Precision, recall and F1 of one class, or an average of them; each from 0 to 1. */
export interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}
export interface ClassScores extends Scores {
  /** The label value. */
  readonly label: number;
  /** Rows whose true class this is. */
  readonly support: number;
}
export interface ClassificationMetrics {
  /** Share of rows predicted rightly. */
  readonly accuracy: number;
  /** Unweighted mean over the classes. */
  readonly macro: Scores;
  /** Mean over the classes, weighted by support. */
  readonly weighted: Scores;
  readonly perClass: readonly ClassScores[];
  /** [true class][predicted class], in the order of `classes`. */
  readonly confusion: readonly (readonly number[])[];
  readonly rows: number;
}

/**
 * Scores predictions as scikit-learn's `precision_recall_fscore_support` does: a ratio whose
 * denominator is 0 counts as 0, and averages run over the classes that occur in either list.
 *
 * @param truth positions of the true classes; `predicted` likewise, as many
 * @param classes the label values, in the order of the positions
 */
export function classificationMetrics(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: readonly number[],
): ClassificationMetrics {
  const confusion = confusionMatrix(truth, predicted, classes.length);
  const perClass = classes.map((label, index) => scoreClass(confusion, index, label));
  const present = perClass.filter(
    (scores, index) => scores.support > 0 || predictedCount(confusion, index) > 0,
  );
  const hits = confusion.reduce((sum, line, index) => sum + (line[index] ?? 0), 0);
  return {
    accuracy: ratio(hits, truth.length),
    macro: average(present, () => 1),
    weighted: average(present, (scores) => scores.support),
    perClass,
    confusion,
    rows: truth.length,
  };
}

function scoreClass(
  confusion: readonly (readonly number[])[],
  index: number,
  label: number,
): ClassScores {
  const line = confusion[index] ?? [];
  const hits = line[index] ?? 0;
  const support = line.reduce((sum, count) => sum + count, 0);
  const predicted = predictedCount(confusion, index);
  return {
    label,
    support,
    precision: ratio(hits, predicted),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, support + predicted),
  };
}

function predictedCount(confusion: readonly (readonly number[])[], index: number): number {
  return confusion.reduce((sum, line) => sum + (line[index] ?? 0), 0);
}

function average(scores: readonly ClassScores[], weightOf: (s: ClassScores) => number): Scores {
  const total = scores.reduce((sum, one) => sum + weightOf(one), 0);
  const mean = (read: (s: ClassScores) => number): number =>
    ratio(
      scores.reduce((sum, one) => sum + weightOf(one) * read(one), 0),
      total,
    );
  return {
    precision: mean((one) => one.precision),
    recall: mean((one) => one.recall),
    f1: mean((one) => one.f1),
  };
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
