import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { checkedWeights } from '../data/row-weights.ts';
import { checkLabels, checkTargets } from '../data/training-rows.ts';
import { NO_BARRIER } from '../threads/barrier.ts';
import { binFeatures } from '../trees/feature-bins.ts';
import { findLeaf } from '../trees/find-leaf.ts';
import { lossOf, type LossSource } from './boosting-loss.ts';
import { growTrees, type BoostingProblem, type TeamPlace } from './boosting-program.ts';
import { startBehind, type BoostedRounds } from './boosting-start.ts';
import { layOut } from './gradient-histogram.ts';
import type { ValueTree } from './gradient-tree.ts';

/** Defaults are those of scikit-learn's HistGradientBoosting. */
export interface BoostingOptions {
  /** Rounds; each grows one tree an output. Default 100. */
  readonly rounds?: number;
  /** Default 0.1. */
  readonly learningRate?: number;
  /** Default 31. */
  readonly maxLeaves?: number;
  /** Default: no limit. */
  readonly maxDepth?: number;
  /** Default 20. */
  readonly minLeafRows?: number;
  /** Default 0. */
  readonly l2?: number;
  /** 2 to 256, default 255. */
  readonly maxBins?: number;
  /** Weight of each row, from 0; `balancedRowWeights` evens out classes. Default 1. */
  readonly rowWeights?: ArrayLike<number>;
  /**
   * Rounds that were done before with the same data and options: training goes on behind them, and
   * ends with the same bits as training that never stopped.
   */
  readonly grown?: BoostedRounds;
  /** Called after each round, from 1; returning true ends the training. */
  readonly onRound?: (round: number) => boolean | void;
}

export interface GradientBoosting {
  readonly kind: 'regression' | 'classification';
  /** 1 for regression and for two classes, else the number of classes. */
  readonly outputs: number;
  readonly baseline: Float64Array;
  /** [rounds][outputs]. */
  readonly rounds: BoostedRounds;
}

/**
 * Gradient boosting for numbers by squared error (Friedman, Greedy Function Approximation, 2001)
 * on binned features. Deterministic.
 *
 * @param targets as many as rows, finite
 * @throws UnlearnableDataError for empty data, sizes that differ, or values that are not finite
 */
export function fitBoostedRegression(
  features: Matrix,
  targets: ArrayLike<number>,
  options: BoostingOptions = {},
): GradientBoosting {
  return boost('regression', regressionProblem(features, targets, options), options);
}

/**
 * Gradient boosting for classes by cross-entropy; otherwise as `fitBoostedRegression`.
 *
 * @throws UnlearnableDataError also for data that tells no classes apart
 */
export function fitBoostedClassifier(
  data: LabelledMatrix,
  options: BoostingOptions = {},
): GradientBoosting {
  return boost('classification', classificationProblem(data, options), options);
}

/** What `fitBoostedRegression` learns from. */
export function regressionProblem(
  features: Matrix,
  targets: ArrayLike<number>,
  options: BoostingOptions,
): BoostingProblem {
  checkTargets(features, targets);
  const weights = weightsOf(features, options);
  return problemOf(
    features,
    { kind: 'squared', targets: Float64Array.from(targets), weights },
    options,
  );
}

/** What `fitBoostedClassifier` learns from. */
export function classificationProblem(
  data: LabelledMatrix,
  options: BoostingOptions,
): BoostingProblem {
  checkLabels(data, 2);
  const { features, labels, classes } = data;
  const weights = weightsOf(features, options);
  return problemOf(
    features,
    { kind: 'classes', labels, classes: classes.length, weights },
    options,
  );
}

function weightsOf({ rows }: Matrix, { rowWeights }: BoostingOptions): Float64Array | undefined {
  return rowWeights === undefined ? undefined : checkedWeights(rows, rowWeights);
}

function problemOf(features: Matrix, loss: LossSource, options: BoostingOptions): BoostingProblem {
  const settings = {
    maxLeaves: options.maxLeaves ?? 31,
    maxDepth: options.maxDepth ?? Number.POSITIVE_INFINITY,
    minLeafRows: options.minLeafRows ?? 20,
    l2: options.l2 ?? 0,
    learningRate: options.learningRate ?? 0.1,
  };
  const rounds = options.rounds ?? 100;
  for (const [name, value, least] of [
    ['rounds', rounds, 0],
    ['maxLeaves', settings.maxLeaves, 1],
    ['maxDepth', settings.maxDepth, 0],
    ['minLeafRows', settings.minLeafRows, 1],
    ['l2', settings.l2, 0],
  ] as const) {
    if (!(value >= least)) throw new RangeError(`${name} is ${value}, expected ${least} or more.`);
  }
  return {
    data: layOut(binFeatures(features, options.maxBins ?? 255)),
    loss,
    rounds,
    options: settings,
    start: startBehind(features, lossOf(loss).baseline, options.grown ?? []),
  };
}

/** Boosts in the calling thread. */
export function boost(
  kind: GradientBoosting['kind'],
  problem: BoostingProblem,
  { onRound, grown = [] }: BoostingOptions,
): GradientBoosting {
  const { outputs, baseline } = lossOf(problem.loss);
  const rounds: ValueTree[][] = grown.map((trees) => [...trees]);
  for (const { round, output, tree } of growTrees(problem, placeAlone(problem))) {
    (rounds[round] ??= []).push(tree);
    if (output + 1 === outputs && onRound?.(round + 1) === true) break;
  }
  return { kind, outputs, baseline, rounds };
}

/** The place of the one thread that does it all. */
export function placeAlone({ start }: BoostingProblem): TeamPlace {
  const scores = start.scores.map(({ length }) => new Float64Array(length));
  return { thread: 0, threads: 1, team: { share: 'outputs', scores, barrier: NO_BARRIER } };
}

/** Raw scores [N, outputs], row-major: values for regression, log-odds or class scores else. */
export function boostedScores(model: GradientBoosting, features: Matrix): Float64Array {
  const { outputs } = model;
  const scores = new Float64Array(features.rows * outputs);
  for (let row = 0; row < features.rows; row += 1) {
    for (let output = 0; output < outputs; output += 1) {
      let score = model.baseline[output] ?? 0;
      for (const trees of model.rounds) {
        const tree = trees[output];
        if (tree === undefined) continue;
        score += tree.value[findLeaf(tree, features.values, row * features.columns)] ?? 0;
      }
      scores[row * outputs + output] = score;
    }
  }
  return scores;
}

/** Class probabilities [N, k], row-major, each row summing to 1. */
export function boostedProbabilities(model: GradientBoosting, features: Matrix): Float64Array {
  return boostedShares(boostedScores(model, features), model.outputs);
}

/**
 * Class probabilities [N, k] of raw scores [N, outputs], both row-major; the scores' memory is used
 * for them where it fits.
 */
export function boostedShares(scores: Float64Array, outputs: number): Float64Array {
  if (outputs === 1) {
    const both = new Float64Array(scores.length * 2);
    scores.forEach((score, row) => {
      const one = 1 / (1 + Math.exp(-score));
      both[row * 2] = 1 - one;
      both[row * 2 + 1] = one;
    });
    return both;
  }
  for (let start = 0; start < scores.length; start += outputs) {
    softmax(scores.subarray(start, start + outputs));
  }
  return scores;
}

function softmax(scores: Float64Array): void {
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  let sum = 0;
  scores.forEach((score, at) => (sum += scores[at] = Math.exp(score - top)));
  scores.forEach((score, at) => (scores[at] = score / sum));
}
