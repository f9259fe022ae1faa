import type { Matrix } from '../data/matrix.ts';
import { checkedWeights } from '../data/row-weights.ts';
import { binFeatures } from './feature-bins.ts';
import type { ClassTargets, ForestProblem, NumberTargets } from './forest-problem.ts';

/** What a single tree and every tree of a forest take. Defaults are scikit-learn's. */
export interface TreeOptions {
  /** Inner nodes above a leaf, at most. Default 64. */
  readonly maxDepth?: number;
  /** Fewest different rows of a leaf. Default 1. */
  readonly minLeafRows?: number;
  /** Columns tried at each node; those constant in the node do not count. */
  readonly tryColumns?: number;
  /** Default 0. */
  readonly seed?: number;
  /** 2 to 256, default 256. Columns with no more distinct values are split exactly. */
  readonly maxBins?: number;
  /** Weight of each row, from 0; `balancedRowWeights` evens out classes. Default 1. */
  readonly rowWeights?: ArrayLike<number>;
}
export interface EnsembleOptions<Tree> extends TreeOptions {
  /** Default 100. */
  readonly trees?: number;
  /** Whether each tree sees a sample of the rows with repeats. Default true. */
  readonly bootstrap?: boolean;
  /** Trees grown already by a run with the same data and options; growing goes on behind them. */
  readonly grown?: readonly Tree[];
  readonly onTree?: (grown: number, total: number) => void;
}

/** The problem behind the options. @throws RangeError naming an option that makes no sense */
export function forestProblem<Targets extends ClassTargets | NumberTargets>(
  features: Matrix,
  targets: Targets,
  options: TreeOptions & { readonly bootstrap: boolean; readonly tryColumns: number },
): ForestProblem<Targets> {
  const { maxDepth = 64, minLeafRows = 1, tryColumns, seed = 0, bootstrap } = options;
  for (const [name, value, least] of [
    ['maxDepth', maxDepth, 0],
    ['minLeafRows', minLeafRows, 1],
    ['tryColumns', tryColumns, 1],
  ] as const) {
    if (!(value >= least)) throw new RangeError(`${name} is ${value}, expected ${least} or more.`);
  }
  return {
    data: binFeatures(features, options.maxBins ?? 256),
    targets,
    weights: checkedWeights(features.rows, options.rowWeights),
    limits: { maxDepth, minLeafRows, tryColumns },
    seed,
    bootstrap,
  };
}

/** The trees there are and those that are missing, in order. */
export function growMissing<Tree>(
  options: EnsembleOptions<Tree>,
  grow: (tree: number) => Tree,
): readonly Tree[] {
  const total = options.trees ?? 100;
  const trees = (options.grown ?? []).slice(0, total);
  while (trees.length < total) {
    trees.push(grow(trees.length));
    options.onTree?.(trees.length, total);
  }
  return trees;
}
