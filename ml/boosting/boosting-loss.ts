/** First and second derivatives of the loss, one a row, times the row's weight. */
export interface Pull {
  readonly gradients: Float32Array;
  readonly hessians: Float32Array;
}

/**
 * What boosting lowers. Predictions are raw scores, one list for each output: the value itself for
 * regression, the log-odds for two classes, one score a class for more.
 */
export interface BoostingLoss {
  readonly outputs: number;
  /** The constant scores that lower the loss most, one for each output. */
  readonly baseline: Float64Array;
  /** Whether the second derivative is 1 for every row: it need not be summed then. */
  readonly flat: boolean;
  /** Writes the derivatives at the present scores, for one output. */
  pull(scores: readonly Float64Array[], output: number, into: Pull): void;
}

/** What a loss is made of; sent to threads as it is. `weights` absent: 1 a row. */
export type LossSource = { readonly weights: Float64Array | undefined } & (
  | { readonly kind: 'squared'; readonly targets: Float64Array }
  | { readonly kind: 'classes'; readonly labels: Int32Array; readonly classes: number }
);

export function lossOf(source: LossSource): BoostingLoss {
  if (source.kind === 'squared') return squaredLoss(source.targets, source.weights);
  const { labels, classes, weights } = source;
  return classes === 2 ? binaryLoss(labels, weights) : multiclassLoss(labels, classes, weights);
}

type Weights = Float64Array | undefined;

/** Squared error halved: gradient `score - target`, second derivative 1. */
function squaredLoss(targets: Float64Array, weights: Weights): BoostingLoss {
  let [sum, total] = [0, 0];
  targets.forEach((target, row) => {
    const weight = weights?.[row] ?? 1;
    sum += weight * target;
    total += weight;
  });
  return {
    outputs: 1,
    flat: weights === undefined,
    baseline: Float64Array.of(sum / total),
    pull: ([scores = NONE], _, { gradients, hessians }) => {
      for (let row = 0; row < targets.length; row += 1) {
        gradients[row] = (scores[row] ?? 0) - (targets[row] ?? 0);
        hessians[row] = 1;
      }
      weigh(gradients, hessians, weights);
    },
  };
}

/** Cross-entropy of two classes, by the log-odds of class 1. */
function binaryLoss(labels: Int32Array, weights: Weights): BoostingLoss {
  const [, ones = 0] = sharesOf(labels, 2, weights);
  return {
    outputs: 1,
    flat: false,
    baseline: Float64Array.of(Math.log(ones / (1 - ones))),
    pull: ([scores = NONE], _, { gradients, hessians }) => {
      for (let row = 0; row < labels.length; row += 1) {
        const probability = 1 / (1 + Math.exp(-(scores[row] ?? 0)));
        gradients[row] = probability - (labels[row] ?? 0);
        hessians[row] = probability * (1 - probability);
      }
      weigh(gradients, hessians, weights);
    },
  };
}

/** Cross-entropy of several classes, by a score each and the softmax over them. */
function multiclassLoss(labels: Int32Array, classes: number, weights: Weights): BoostingLoss {
  const logs = sharesOf(labels, classes, weights).map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / classes;
  return {
    outputs: classes,
    flat: false,
    baseline: logs.map((log) => log - mean),
    pull: (scores, output, { gradients, hessians }) => {
      const own = scores[output] ?? NONE;
      for (let row = 0; row < labels.length; row += 1) {
        let sum = 0;
        const score = own[row] ?? 0;
        // Relative to the score asked for: no power is above what the ratio itself needs.
        for (const each of scores) sum += Math.exp((each[row] ?? 0) - score);
        const probability = 1 / sum;
        gradients[row] = probability - (labels[row] === output ? 1 : 0);
        hessians[row] = probability * (1 - probability);
      }
      weigh(gradients, hessians, weights);
    },
  };
}

const NONE = new Float64Array();

function weigh(gradients: Float32Array, hessians: Float32Array, weights: Weights): void {
  if (weights === undefined) return;
  for (let row = 0; row < weights.length; row += 1) {
    const weight = weights[row] ?? 0;
    gradients[row] = (gradients[row] ?? 0) * weight;
    hessians[row] = (hessians[row] ?? 0) * weight;
  }
}

/** Each class's share of the weight, kept off 0 and 1 so that its logarithm is finite. */
function sharesOf(labels: Int32Array, classes: number, weights: Weights): Float64Array {
  const sums = new Float64Array(classes);
  labels.forEach((label, row) => (sums[label] = (sums[label] ?? 0) + (weights?.[row] ?? 1)));
  const total = sums.reduce((all, sum) => all + sum, 0);
  return sums.map((sum) => Math.min(Math.max(sum / total, 1e-12), 1 - 1e-12));
}
