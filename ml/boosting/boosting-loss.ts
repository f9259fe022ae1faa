import type { Pull } from './gradient-histogram.ts';

/**
 * What boosting lowers. Predictions are raw scores, one list for each output: the value itself for
 * regression, the log-odds for two classes, one score a class for more.
 */
export interface BoostingLoss {
  readonly outputs: number;
  /** The constant scores that lower the loss most, one for each output. */
  readonly baseline: Float64Array;
  /** Derivatives at the present scores, for one output. */
  pull(scores: readonly Float64Array[], output: number): Pull;
}

/** Squared error halved: gradient `score - target`, second derivative 1. */
export function squaredLoss(targets: Float64Array): BoostingLoss {
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  return {
    outputs: 1,
    baseline: Float64Array.of(mean),
    pull: ([scores]) => ({
      gradients: Float32Array.from(targets, (target, row) => (scores?.[row] ?? 0) - target),
      hessians: undefined,
    }),
  };
}

/** Cross-entropy of two classes, by the log-odds of class 1. */
export function binaryLoss(labels: Int32Array): BoostingLoss {
  const ones = labels.reduce((sum, label) => sum + label, 0);
  const share = clip(ones / labels.length);
  return {
    outputs: 1,
    baseline: Float64Array.of(Math.log(share / (1 - share))),
    pull: ([scores]) => {
      const gradients = new Float32Array(labels.length);
      const hessians = new Float32Array(labels.length);
      labels.forEach((label, row) => {
        const probability = 1 / (1 + Math.exp(-(scores?.[row] ?? 0)));
        gradients[row] = probability - label;
        hessians[row] = probability * (1 - probability);
      });
      return { gradients, hessians };
    },
  };
}

/** Cross-entropy of several classes, by a score each and the softmax over them. */
export function multiclassLoss(labels: Int32Array, classes: number): BoostingLoss {
  const counts = new Float64Array(classes);
  labels.forEach((label) => (counts[label] = (counts[label] ?? 0) + 1));
  const logs = counts.map((count) => Math.log(clip(count / labels.length)));
  const mean = logs.reduce((sum, log) => sum + log, 0) / classes;
  return {
    outputs: classes,
    baseline: logs.map((log) => log - mean),
    pull: (scores, output) => {
      const gradients = new Float32Array(labels.length);
      const hessians = new Float32Array(labels.length);
      labels.forEach((label, row) => {
        const probability = softmaxAt(scores, output, row);
        gradients[row] = probability - (label === output ? 1 : 0);
        hessians[row] = probability * (1 - probability);
      });
      return { gradients, hessians };
    },
  };
}

function softmaxAt(scores: readonly Float64Array[], output: number, row: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const each of scores) top = Math.max(top, each[row] ?? 0);
  let sum = 0;
  for (const each of scores) sum += Math.exp((each[row] ?? 0) - top);
  return Math.exp((scores[output]?.[row] ?? 0) - top) / sum;
}

const clip = (share: number): number => Math.min(Math.max(share, 1e-12), 1 - 1e-12);
