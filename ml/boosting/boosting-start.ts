import type { Matrix } from '../data/matrix.ts';
import { findLeaf } from '../trees/find-leaf.ts';
import type { ValueTree } from './gradient-tree.ts';

/** The trees of rounds: [rounds][outputs]. */
export type BoostedRounds = readonly (readonly ValueTree[])[];

/** Where boosting begins, or goes on. */
export interface BoostingStart {
  /** Rounds done. */
  readonly round: number;
  /** [outputs][N]: the scores behind them. */
  readonly scores: readonly Float64Array[];
}

/**
 * The scores behind the rounds that were done.
 *
 * B1 The same bits as when they were grown: a row falls into the same leaves, because a bin's cut is
 *    the tree's threshold, and their values are added in the same order.
 */
export function startBehind(
  features: Matrix,
  baseline: Float64Array,
  grown: BoostedRounds,
): BoostingStart {
  const scores = Array.from(baseline, (value) => new Float64Array(features.rows).fill(value));
  for (const trees of grown) raiseScores(scores, trees, features);
  return { round: grown.length, scores };
}

/** Adds what a round's trees say of each row. @param scores [outputs][N] */
export function raiseScores(
  scores: readonly Float64Array[],
  trees: readonly ValueTree[],
  { rows, columns, values }: Matrix,
): void {
  trees.forEach((tree, output) => {
    const into = scores[output] ?? new Float64Array();
    for (let row = 0; row < rows; row += 1) {
      into[row] = (into[row] ?? 0) + (tree.value[findLeaf(tree, values, row * columns)] ?? 0);
    }
  });
}
