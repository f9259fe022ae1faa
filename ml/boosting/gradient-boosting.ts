import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { binFeatures } from '../trees/feature-bins.ts';
import { findLeaf } from '../trees/find-leaf.ts';
import { binaryLoss, multiclassLoss, squaredLoss, type BoostingLoss } from './boosting-loss.ts';
import { layOut } from './gradient-histogram.ts';
import { growGradientTree, type GradientTreeOptions, type ValueTree } from './gradient-tree.ts';

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
  /** 2 to 255, default 255. */
  readonly maxBins?: number;
  /** Weight of each row, from 0; `balancedRowWeights` evens out classes. Default 1. */
  readonly rowWeights?: ArrayLike<number>;
  /** Called after each round, from 1; returning true ends the training. */
  readonly onRound?: (round: number) => boolean | void;
}

export interface GradientBoosting {
  readonly kind: 'regression' | 'classification';
  /** 1 for regression and for two classes, else the number of classes. */
  readonly outputs: number;
  readonly baseline: Float64Array;
  /** [rounds][outputs]. */
  readonly rounds: readonly (readonly ValueTree[])[];
}

/**
 * Gradient boosting for numbers by squared error (Friedman, Greedy Function Approximation, 2001)
 * on binned features. Deterministic.
 *
 * @param targets as many as rows, finite
 * @throws RangeError when sizes do not fit.
 */
export function fitBoostedRegression(
  features: Matrix,
  targets: ArrayLike<number>,
  options: BoostingOptions = {},
): GradientBoosting {
  if (targets.length !== features.rows || features.rows === 0) {
    throw new RangeError(`${targets.length} targets for ${features.rows} rows.`);
  }
  const loss = squaredLoss(Float64Array.from(targets));
  return { kind: 'regression', ...boost(features, loss, options) };
}

/** Gradient boosting for classes by cross-entropy; otherwise as `fitBoostedRegression`. */
export function fitBoostedClassifier(
  data: LabelledMatrix,
  options: BoostingOptions = {},
): GradientBoosting {
  if (data.features.rows === 0) throw new RangeError('There is no row to learn from.');
  const classes = data.classes.length;
  const loss = classes === 2 ? binaryLoss(data.labels) : multiclassLoss(data.labels, classes);
  return { kind: 'classification', ...boost(data.features, loss, options) };
}

function boost(
  features: Matrix,
  loss: BoostingLoss,
  options: BoostingOptions,
): Omit<GradientBoosting, 'kind'> {
  const data = layOut(binFeatures(features, options.maxBins ?? 255));
  const scores = Array.from(loss.baseline, (start) => new Float64Array(features.rows).fill(start));
  const treeOptions: GradientTreeOptions = {
    maxLeaves: options.maxLeaves ?? 31,
    maxDepth: options.maxDepth ?? Number.POSITIVE_INFINITY,
    minLeafRows: options.minLeafRows ?? 20,
    l2: options.l2 ?? 0,
    learningRate: options.learningRate ?? 0.1,
  };
  const rounds: ValueTree[][] = [];
  for (let round = 1; round <= (options.rounds ?? 100); round += 1) {
    // All derivatives before any tree: the outputs of a round see the same scores.
    const pulls = scores.map((_, output) => loss.pull(scores, output));
    rounds.push(
      scores.flatMap((score, output) => {
        const pull = pulls[output];
        return pull === undefined ? [] : [growGradientTree(data, pull, score, treeOptions)];
      }),
    );
    if (options.onRound?.(round) === true) break;
  }
  return { outputs: loss.outputs, baseline: loss.baseline, rounds };
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
  const scores = boostedScores(model, features);
  if (model.outputs === 1) {
    const both = new Float64Array(features.rows * 2);
    scores.forEach((score, row) => {
      const one = 1 / (1 + Math.exp(-score));
      both[row * 2] = 1 - one;
      both[row * 2 + 1] = one;
    });
    return both;
  }
  for (let row = 0; row < features.rows; row += 1) {
    softmax(scores.subarray(row * model.outputs, (row + 1) * model.outputs));
  }
  return scores;
}

function softmax(scores: Float64Array): void {
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  let sum = 0;
  scores.forEach((score, at) => (sum += scores[at] = Math.exp(score - top)));
  scores.forEach((score, at) => (scores[at] = score / sum));
}
