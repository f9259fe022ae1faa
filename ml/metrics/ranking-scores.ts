import { checkClasses, checkColumns } from './score-input.ts';

/**
 * Scores of a ranking: how well a number orders the rows of a class before the others. Ties count
 * as one step, so that the order in which equal scores come never matters.
 */
interface Step {
  /** Rows of the class, and others, with at least this score. */
  readonly hits: number;
  readonly others: number;
}

/**
 * Area under the ROC curve of one class (trapezoids; equals the Mann-Whitney statistic), as
 * scikit-learn's `roc_auc_score`. From 0 to 1; NaN when only one class occurs.
 *
 * @param truth 1 for rows of the class, else 0
 * @param scores any finite numbers; higher means more of the class
 * @throws RangeError when there is no row, a value is not finite, or the truth is not 0 or 1.
 */
export function rocAuc(truth: ArrayLike<number>, scores: ArrayLike<number>): number {
  const steps = curve(truth, scores);
  const last = steps[steps.length - 1];
  if (last === undefined || last.hits === 0 || last.others === 0) return Number.NaN;
  let area = 0;
  let before: Step = { hits: 0, others: 0 };
  for (const step of steps) {
    area += ((step.others - before.others) * (step.hits + before.hits)) / 2;
    before = step;
  }
  return area / (last.hits * last.others);
}

/**
 * Average precision: the mean of precisions weighted by the rise of recall, without interpolation,
 * as scikit-learn's `average_precision_score`. The usual "PR AUC". 0 when the class never occurs.
 *
 * @throws RangeError as `rocAuc`.
 */
export function averagePrecision(truth: ArrayLike<number>, scores: ArrayLike<number>): number {
  const steps = curve(truth, scores);
  const positives = steps[steps.length - 1]?.hits ?? 0;
  if (positives === 0) return 0;
  let sum = 0;
  let before = 0;
  for (const { hits, others } of steps) {
    sum += ((hits - before) / positives) * (hits / (hits + others));
    before = hits;
  }
  return sum;
}

export interface MulticlassAucOptions {
  /** One class against the rest, or each pair of classes (Hand & Till, 2001). */
  readonly scheme: 'ovr' | 'ovo';
  /** `weighted`: by how often a class, or a pair's classes, occur. Default `macro`. */
  readonly average?: 'macro' | 'weighted';
}

/**
 * ROC AUC for several classes, as scikit-learn's `roc_auc_score(multi_class=…)`. NaN when a class
 * of the list does not occur.
 *
 * @param truth positions of the classes
 * @param probabilities row by row, `classes` values each
 * @throws RangeError when sizes do not fit or a class is out of range.
 */
export function multiclassRocAuc(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
  { scheme, average = 'macro' }: MulticlassAucOptions,
): number {
  checkClasses('truth', truth, classes);
  if (probabilities.length !== truth.length * classes) {
    throw new RangeError(`${probabilities.length} probabilities for ${truth.length} rows.`);
  }
  const rows = Array.from(truth);
  const parts = scheme === 'ovr' ? against(rows, classes) : pairs(rows, classes);
  let sum = 0;
  let total = 0;
  for (const { chosen, positive, column, share } of parts) {
    const weight = average === 'weighted' ? share : 1;
    const scores = chosen.map((row) => probabilities[row * classes + column] ?? Number.NaN);
    sum +=
      weight *
      rocAuc(
        chosen.map((row) => (rows[row] === positive ? 1 : 0)),
        scores,
      );
    total += weight;
  }
  return sum / total;
}

interface Part {
  readonly chosen: readonly number[];
  readonly positive: number;
  readonly column: number;
  readonly share: number;
}

function against(truth: readonly number[], classes: number): Part[] {
  const all = truth.map((_, row) => row);
  return Array.from({ length: classes }, (_, each) => ({
    chosen: all,
    positive: each,
    column: each,
    share: truth.filter((value) => value === each).length / truth.length,
  }));
}

function pairs(truth: readonly number[], classes: number): Part[] {
  const parts: Part[] = [];
  for (let one = 0; one < classes; one += 1) {
    for (let two = one + 1; two < classes; two += 1) {
      const chosen = truth.flatMap((value, row) => (value === one || value === two ? [row] : []));
      // Both directions count the same, so each is one part of the pair's weight.
      const share = chosen.length / truth.length;
      parts.push({ chosen, positive: one, column: one, share });
      parts.push({ chosen, positive: two, column: two, share });
    }
  }
  return parts;
}

/** Cumulated counts from the highest score down, a step for each different score. */
function curve(truth: ArrayLike<number>, scores: ArrayLike<number>): readonly Step[] {
  const rows = checkColumns({ truth, scores });
  checkClasses('truth', truth, 2);
  const order = Array.from({ length: rows }, (_, row) => row).sort(
    (left, right) => (scores[right] ?? 0) - (scores[left] ?? 0),
  );
  const steps: Step[] = [];
  let hits = 0;
  let others = 0;
  order.forEach((row, at) => {
    if (truth[row] === 1) hits += 1;
    else others += 1;
    const next = order[at + 1];
    if (next === undefined || scores[next] !== scores[row]) steps.push({ hits, others });
  });
  return steps;
}
