import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { restoreRandom, seededRandom } from '../random/seeded-random.ts';
import { growTree, type ClassificationTree } from './classification-tree.ts';
import { binFeatures } from './feature-bins.ts';
import { findLeaf } from './find-leaf.ts';

/** A random forest: class probabilities are the mean over its trees. */
export interface RandomForest {
  readonly features: number;
  readonly classes: number;
  readonly trees: readonly ClassificationTree[];
}
export interface ForestOptions {
  readonly trees?: number;
  readonly maxDepth?: number;
  readonly minLeafRows?: number;
  /** Columns tried at each node; √n unless told. */
  readonly tryColumns?: number;
  readonly seed?: number;
  readonly maxBins?: number;
  /** Weight of each row, from 0; `balancedRowWeights` evens out classes. Default 1. */
  readonly rowWeights?: ArrayLike<number>;
  /** Trees grown already by a run with the same data and options; growing goes on behind them. */
  readonly grown?: readonly ClassificationTree[];
  readonly onTree?: (grown: number, total: number) => void;
}

/**
 * Grows a random forest (Breiman 2001): each tree on a bootstrap sample, each node on a random
 * choice of columns, splits searched on histograms of at most 256 bins.
 *
 * F1 Tree i draws from its own random sequence, seeded by (seed, i): a forest that stopped half-way
 *    and goes on from `grown` ends as the unbroken one does.
 *
 * @param data features [N, n] in any unit (scaling changes nothing); labels [N]
 */
export function fitForest(data: LabelledMatrix, options: ForestOptions = {}): RandomForest {
  const { trees: total = 100, seed = 0, maxBins = 256 } = options;
  const { rows, columns } = data.features;
  const binned = binFeatures(data.features, maxBins);
  const trees = [...(options.grown ?? [])].slice(0, total);
  const shape = {
    classes: data.classes.length,
    maxDepth: options.maxDepth ?? 64,
    minLeafRows: options.minLeafRows ?? 1,
    tryColumns: options.tryColumns ?? Math.max(1, Math.round(Math.sqrt(columns))),
  };
  const seeds = seededRandom(seed).state();
  while (trees.length < total) {
    const [a, b, c, d] = seeds;
    const random = restoreRandom([a, b, c ^ Math.imul(trees.length + 1, 0x9e3779b9), d]);
    for (let warmUp = 0; warmUp < 8; warmUp += 1) random.next();
    const sample = Int32Array.from({ length: rows }, () => random.below(rows));
    trees.push(growTree(binned, data.labels, sample, shape, random));
    options.onTree?.(trees.length, total);
  }
  return { features: columns, classes: data.classes.length, trees };
}

/** Probabilities [N, k], row-major, each row summing to 1. */
export function forestProbabilities(forest: RandomForest, features: Matrix): Float64Array {
  const { classes, trees } = forest;
  const out = new Float64Array(features.rows * classes);
  for (const tree of trees) {
    for (let row = 0; row < features.rows; row += 1) {
      const leaf = findLeaf(tree, features.values, row * features.columns);
      for (let c = 0; c < classes; c += 1) {
        const share = (tree.probabilities[leaf * classes + c] ?? 0) / trees.length;
        out[row * classes + c] = (out[row * classes + c] ?? 0) + share;
      }
    }
  }
  return out;
}
