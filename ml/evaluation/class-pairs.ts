import type { ClassLabel } from '../model/model.ts';
import { binomialAtLeast } from '../special/incomplete-beta.ts';
import { adjustPValues } from './adjust-p-values.ts';

/** Rows of one class that are taken for another. */
export interface ClassPair {
  readonly truth: ClassLabel;
  readonly predicted: ClassLabel;
  readonly rows: number;
  /** Share of the true class's rows. */
  readonly share: number;
  /** Chance of so many if errors fell on all pairs alike. */
  readonly pValue: number;
  /** Corrected for all pairs (Holm). */
  readonly adjustedP: number;
  readonly significant: boolean;
}

/**
 * The pairs of classes that a classifier confuses, most rows first. A pair is significant when more of
 * its class go astray this way than would if all errors were spread evenly over the wrong classes, by
 * an exact binomial test over all k (k - 1) pairs.
 *
 * @param confusion [true class][predicted class]
 * @param classes the label values, in the same order
 * @param significance bound of the corrected p. Default 0.05.
 */
export function worstClassPairs(
  confusion: readonly (readonly number[])[],
  classes: readonly ClassLabel[],
  significance = 0.05,
): readonly ClassPair[] {
  const supports = confusion.map((line) => line.reduce((sum, count) => sum + count, 0));
  const all = supports.reduce((sum, count) => sum + count, 0);
  const hits = confusion.reduce((sum, line, at) => sum + (line[at] ?? 0), 0);
  const evenly = all === 0 ? 0 : (all - hits) / all / Math.max(1, classes.length - 1);
  const pairs = confusion.flatMap((line, truth) =>
    line.flatMap((rows, predicted) => {
      if (truth === predicted) return [];
      const support = supports[truth] ?? 0;
      const pValue = binomialAtLeast(rows, support, evenly);
      return [{ truth, predicted, rows, share: support === 0 ? 0 : rows / support, pValue }];
    }),
  );
  const adjusted = adjustPValues(pairs.map(({ pValue }) => pValue));
  return pairs
    .map((pair, at) => ({
      ...pair,
      truth: classes[pair.truth] ?? pair.truth,
      predicted: classes[pair.predicted] ?? pair.predicted,
      adjustedP: adjusted[at] ?? 1,
      significant: (adjusted[at] ?? 1) <= significance,
    }))
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => b.rows - a.rows || a.pValue - b.pValue);
}

/** Each line of a confusion matrix as shares of its true class; 0 where the class does not occur. */
export function confusionShares(confusion: readonly (readonly number[])[]): number[][] {
  return confusion.map((line) => {
    const support = line.reduce((sum, count) => sum + count, 0);
    return line.map((count) => (support === 0 ? 0 : count / support));
  });
}
