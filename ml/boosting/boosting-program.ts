import type { Barrier } from '../threads/barrier.ts';
import { lossOf, type LossSource } from './boosting-loss.ts';
import type { BoostingStart } from './boosting-start.ts';
import { HistogramCounter, type ColumnRange, type HistogramData } from './gradient-histogram.ts';
import { GradientTreeGrower, type GradientTreeOptions, type ValueTree } from './gradient-tree.ts';
import { OWN_BOARD, SharedBoard } from './split-board.ts';

/** All that boosting learns from; sent to threads as it is. */
export interface BoostingProblem {
  readonly data: HistogramData;
  readonly loss: LossSource;
  readonly rounds: number;
  readonly options: GradientTreeOptions;
  readonly start: BoostingStart;
}

/**
 * How several threads share the work. `columns`: all grow every tree together, each counting some
 * columns. `outputs`: each grows the trees of some outputs, by scores that lie in shared memory.
 */
export type BoostingTeam = { readonly barrier: Barrier } & (
  | { readonly share: 'columns'; readonly board: Float64Array }
  | { readonly share: 'outputs'; readonly scores: readonly Float64Array[] }
);
export interface TeamPlace {
  readonly thread: number;
  readonly threads: number;
  readonly team: BoostingTeam;
}
/** A tree with its round and output, both from 0. */
export interface BoostedTree {
  readonly round: number;
  readonly output: number;
  readonly tree: ValueTree;
}

/**
 * Boosts round by round: the derivatives of the loss at the present scores, then for each output a
 * tree that lowers it. Every thread of a team runs this with its own place, and each tree is given
 * by one of them. Whoever stops asking ends the training.
 */
export function* growTrees(
  problem: BoostingProblem,
  { thread, threads, team }: TeamPlace,
): Generator<BoostedTree, void> {
  const { data, options, start } = problem;
  const loss = lossOf(problem.loss);
  const byColumns = team.share === 'columns';
  const scores = byColumns ? start.scores.map((one) => one.slice()) : team.scores;
  const own = byColumns
    ? scores.map((_, output) => output)
    : shareOf(loss.outputs, thread, threads);
  if (!byColumns) for (const output of own) scores[output]?.set(start.scores[output] ?? []);
  const range = byColumns ? columnsOf(data, thread, threads) : { from: 0, to: data.columns };
  const board =
    byColumns && threads > 1
      ? new SharedBoard(team.board, team.barrier, { thread, threads, l2: options.l2 })
      : OWN_BOARD;
  const growers = own.map(() => {
    const pull = { gradients: new Float32Array(data.rows), hessians: new Float32Array(data.rows) };
    const counter = new HistogramCounter(data, range, pull, loss.flat);
    return { pull, grower: new GradientTreeGrower({ data, pull, counter, range, board, options }) };
  });
  const meet = byColumns ? () => undefined : () => team.barrier.wait();
  for (let { round } = start; round < problem.rounds; round += 1) {
    // All derivatives before any tree: the outputs of a round see the same scores.
    meet();
    growers.forEach(({ pull }, at) => loss.pull(scores, own[at] ?? 0, pull));
    meet();
    for (const [at, { grower }] of growers.entries()) {
      const output = own[at] ?? 0;
      const tree = grower.grow(scores[output] ?? new Float64Array());
      if (!byColumns || thread === 0) yield { round, output, tree };
    }
  }
}

/** Every `threads`-th output. */
function shareOf(outputs: number, thread: number, threads: number): number[] {
  return Array.from({ length: outputs }, (_, output) => output).filter(
    (output) => output % threads === thread,
  );
}

/** Neighbouring columns, as many as fall to a thread. */
function columnsOf({ columns }: HistogramData, thread: number, threads: number): ColumnRange {
  return {
    from: Math.floor((columns * thread) / threads),
    to: Math.floor((columns * (thread + 1)) / threads),
  };
}
