import type { ClassLabel } from '../model/model.ts';
import { confusionMatrix } from './confusion-matrix.ts';

/** Precision, recall and F1 of one class, or an average of them; each from 0 to 1. */
export interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}
export interface ClassScores<Label extends ClassLabel = number> extends Scores {
  /** The label value. */
  readonly label: Label;
  /** Rows whose true class this is. */
  readonly support: number;
}
export interface ClassificationMetrics<Label extends ClassLabel = number> {
  /** Share of rows predicted rightly. */
  readonly accuracy: number;
  /** Over all rows at once; with one label a row all three are the accuracy. */
  readonly micro: Scores;
  /** Unweighted mean over the classes. */
  readonly macro: Scores;
  /** Mean over the classes, weighted by support. */
  readonly weighted: Scores;
  readonly perClass: readonly ClassScores<Label>[];
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
 * @throws RangeError when there is no row, the lengths differ, or a class is out of range.
 */
export function classificationMetrics<Label extends ClassLabel>(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: readonly Label[],
): ClassificationMetrics<Label> {
  if (truth.length === 0) throw new RangeError('There is no row to score.');
  const confusion = confusionMatrix(truth, predicted, classes.length);
  const perClass = classes.map((label, index) => scoreClass(confusion, index, label));
  const present = perClass.filter(
    (scores, index) => scores.support > 0 || predictedCount(confusion, index) > 0,
  );
  const hits = confusion.reduce((sum, line, index) => sum + (line[index] ?? 0), 0);
  const accuracy = ratio(hits, truth.length);
  return {
    accuracy,
    micro: { precision: accuracy, recall: accuracy, f1: accuracy },
    macro: average(present, () => 1),
    weighted: average(present, (scores) => scores.support),
    perClass,
    confusion,
    rows: truth.length,
  };
}

function scoreClass<Label extends ClassLabel>(
  confusion: readonly (readonly number[])[],
  index: number,
  label: Label,
): ClassScores<Label> {
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

type Counted = Scores & { readonly support: number };

function average(scores: readonly Counted[], weightOf: (s: Counted) => number): Scores {
  const total = scores.reduce((sum, one) => sum + weightOf(one), 0);
  const mean = (read: (s: Counted) => number): number =>
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
