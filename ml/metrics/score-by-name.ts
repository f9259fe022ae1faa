import type { Matrix } from '../data/matrix.ts';
import type { ModelTask } from '../model/model.ts';
import { balancedAccuracy, cohenKappa, matthewsCorrelation } from './agreement-scores.ts';
import { classificationMetrics, type ClassificationMetrics } from './classification-metrics.ts';
import { adjustedRandIndex, daviesBouldinScore, silhouetteScore } from './clustering-scores.ts';
import { logLoss, multiclassBrier } from './probability-scores.ts';
import { averagePrecision, multiclassRocAuc, rocAuc } from './ranking-scores.ts';
import {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  r2Score,
  rootMeanSquaredError,
} from './regression-scores.ts';

/** What a score may look at; `needs` of the score says what it does. */
export interface ScoreInput {
  /** [N]: positions of the true classes, true values, or true clusters. */
  readonly truth?: ArrayLike<number>;
  /** [N]: predicted classes' positions, values, or clusters. */
  readonly predicted?: ArrayLike<number>;
  /** [N, k], row-major. */
  readonly probabilities?: ArrayLike<number>;
  /** k, how many classes there are. */
  readonly classes?: number;
  /** [N, n]: what was clustered. */
  readonly features?: Matrix;
}
/**
 * `labels`: truth, predicted and classes. `probabilities`: truth, probabilities and classes.
 * `values`: truth and predicted. `clusters`: predicted, and features or (`adjusted_rand`) truth.
 */
export type ScoreNeeds = 'labels' | 'probabilities' | 'values' | 'clusters';

/** A score that can be asked for by name, and what is known of it. */
export interface NamedScore {
  readonly task: Exclude<ModelTask, 'outlier_detection'>;
  readonly needs: ScoreNeeds;
  readonly higherIsBetter: boolean;
  /** Least and greatest value. */
  readonly range: readonly [number, number];
  /**
   * NaN where the score is not defined, such as the ROC AUC of one class.
   * @throws RangeError when what it needs is absent, does not fit, or holds NaN.
   */
  readonly compute: (input: ScoreInput) => number;
}

const ofLabels = (
  compute: (truth: ArrayLike<number>, predicted: ArrayLike<number>, classes: number) => number,
  least = 0,
): NamedScore => ({
  ...{ task: 'classification', needs: 'labels', higherIsBetter: true, range: [least, 1] },
  compute: (input) =>
    compute(given(input, 'truth'), given(input, 'predicted'), given(input, 'classes')),
});
const ofMetrics = (read: (metrics: ClassificationMetrics) => number): NamedScore =>
  ofLabels((truth, predicted, classes) =>
    read(
      classificationMetrics(
        truth,
        predicted,
        Array.from({ length: classes }, (_, at) => at),
      ),
    ),
  );
/** Of the class at position 1 of two, as scikit-learn's positive label 1. */
const ofPositive = (key: 'precision' | 'recall' | 'f1'): NamedScore =>
  ofMetrics((metrics) => metrics.perClass[twoClasses(metrics.perClass.length) - 1]?.[key] ?? 0);
const lowest = (key: 'precision' | 'recall'): NamedScore =>
  ofMetrics(({ perClass }) => Math.min(...perClass.map((scores) => scores[key])));
const ofProbabilities = (
  compute: (truth: ArrayLike<number>, given: ArrayLike<number>, classes: number) => number,
  facts: Partial<Pick<NamedScore, 'higherIsBetter' | 'range'>> = {},
): NamedScore => ({
  ...{ task: 'classification', needs: 'probabilities', higherIsBetter: true, range: [0, 1] },
  ...facts,
  compute: (input) =>
    compute(given(input, 'truth'), given(input, 'probabilities'), given(input, 'classes')),
});
/** A ranking by the probability of the class at position 1 of two. */
const ofRanking = (compute: (truth: ArrayLike<number>, scores: number[]) => number): NamedScore =>
  ofProbabilities((truth, probabilities, classes) => {
    const k = twoClasses(classes);
    if (probabilities.length !== truth.length * k) {
      throw new RangeError(`${probabilities.length} probabilities for ${truth.length} rows of 2.`);
    }
    return compute(
      truth,
      Array.from(truth, (_, row) => probabilities[row * k + 1] ?? NaN),
    );
  });
const ofPairs = (scheme: 'ovr' | 'ovo', average: 'macro' | 'weighted'): NamedScore =>
  ofProbabilities((truth, probabilities, classes) =>
    multiclassRocAuc(truth, probabilities, classes, { scheme, average }),
  );
const ofValues = (
  compute: (truth: ArrayLike<number>, predicted: ArrayLike<number>) => number,
  facts: Pick<NamedScore, 'higherIsBetter' | 'range'> = {
    ...{ higherIsBetter: false, range: [0, Infinity] },
  },
): NamedScore => ({
  ...{ task: 'regression', needs: 'values', ...facts },
  compute: (input) => compute(given(input, 'truth'), given(input, 'predicted')),
});
const ofClusters = (
  compute: (input: ScoreInput) => number,
  facts: Pick<NamedScore, 'higherIsBetter' | 'range'>,
): NamedScore => ({ task: 'clustering', needs: 'clusters', ...facts, compute });

/** All scores, in scikit-learn's words; errors and losses are positive, and lower is better. */
const SCORES = {
  accuracy: ofMetrics(({ accuracy }) => accuracy),
  balanced_accuracy: ofLabels(balancedAccuracy),
  precision: ofPositive('precision'),
  recall: ofPositive('recall'),
  f1: ofPositive('f1'),
  precision_micro: ofMetrics(({ micro }) => micro.precision),
  recall_micro: ofMetrics(({ micro }) => micro.recall),
  f1_micro: ofMetrics(({ micro }) => micro.f1),
  precision_macro: ofMetrics(({ macro }) => macro.precision),
  recall_macro: ofMetrics(({ macro }) => macro.recall),
  f1_macro: ofMetrics(({ macro }) => macro.f1),
  precision_weighted: ofMetrics(({ weighted }) => weighted.precision),
  recall_weighted: ofMetrics(({ weighted }) => weighted.recall),
  f1_weighted: ofMetrics(({ weighted }) => weighted.f1),
  lowest_class_precision: lowest('precision'),
  lowest_class_recall: lowest('recall'),
  matthews_corrcoef: ofLabels(matthewsCorrelation, -1),
  cohen_kappa: ofLabels(cohenKappa, -1),
  roc_auc: ofRanking(rocAuc),
  average_precision: ofRanking(averagePrecision),
  roc_auc_ovr: ofPairs('ovr', 'macro'),
  roc_auc_ovr_weighted: ofPairs('ovr', 'weighted'),
  roc_auc_ovo: ofPairs('ovo', 'macro'),
  roc_auc_ovo_weighted: ofPairs('ovo', 'weighted'),
  log_loss: ofProbabilities(logLoss, { higherIsBetter: false, range: [0, Infinity] }),
  brier: ofProbabilities(multiclassBrier, { higherIsBetter: false, range: [0, 2] }),
  mean_absolute_error: ofValues(meanAbsoluteError),
  mean_squared_error: ofValues(meanSquaredError),
  root_mean_squared_error: ofValues(rootMeanSquaredError),
  mean_absolute_percentage_error: ofValues(meanAbsolutePercentageError),
  r2: ofValues(r2Score, { higherIsBetter: true, range: [-Infinity, 1] }),
  silhouette: ofClusters(
    (input) => silhouetteScore(given(input, 'features'), given(input, 'predicted')),
    { higherIsBetter: true, range: [-1, 1] },
  ),
  davies_bouldin: ofClusters(
    (input) => daviesBouldinScore(given(input, 'features'), given(input, 'predicted')),
    { higherIsBetter: false, range: [0, Infinity] },
  ),
  adjusted_rand: ofClusters(
    (input) => adjustedRandIndex(given(input, 'truth'), given(input, 'predicted')),
    { higherIsBetter: true, range: [-0.5, 1] },
  ),
} satisfies Readonly<Record<string, NamedScore>>;

export type ScoreName = keyof typeof SCORES;

/** The names of all scores. */
// Object.keys loses the key type; the keys of SCORES are exactly ScoreName.
export const SCORE_NAMES = Object.keys(SCORES) as readonly ScoreName[];

/** Whether a text names a score. */
export function isScoreName(name: string): name is ScoreName {
  return Object.hasOwn(SCORES, name);
}

/** The score of that name. @throws RangeError naming the scores there are. */
export function scoreByName(name: string): NamedScore {
  if (isScoreName(name)) return SCORES[name];
  throw new RangeError(`There is no score "${name}". Scores: ${SCORE_NAMES.join(', ')}.`);
}

function given<Key extends keyof ScoreInput>(
  input: ScoreInput,
  key: Key,
): NonNullable<ScoreInput[Key]> {
  const value = input[key];
  if (value !== undefined && value !== null) return value;
  throw new RangeError(`The score needs \`${key}\`, which was not given.`);
}

function twoClasses(classes: number): number {
  if (classes === 2) return classes;
  throw new RangeError(
    `The score is of two classes, not ${classes}; of several take one ending in _macro, _weighted, _ovr or _ovo.`,
  );
}
