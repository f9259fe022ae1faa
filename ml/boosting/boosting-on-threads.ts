import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { barrierMemory } from '../threads/barrier.ts';
import { runThreads } from '../threads/run-threads.ts';
import { sharedBytes, sharedNumbers } from '../threads/shared-array.ts';
import { threadCount } from '../threads/thread-count.ts';
import type { ThreadOptions } from '../threads/thread-options.ts';
import { lossOf } from './boosting-loss.ts';
import type { BoostingProblem, BoostingTeam } from './boosting-program.ts';
import {
  boost,
  classificationProblem,
  regressionProblem,
  type BoostingOptions,
  type GradientBoosting,
} from './gradient-boosting.ts';
import type { ValueTree } from './gradient-tree.ts';
import { boardMemory } from './split-board.ts';

/** What threads are given. */
export interface BoostingWork {
  readonly problem: BoostingProblem;
  readonly barrier: Int32Array;
  readonly team: TeamMemory;
}
type TeamMemory = BoostingTeam extends infer Team
  ? Team extends BoostingTeam
    ? Omit<Team, 'barrier'>
    : never
  : never;
/** What they send: each tree once. */
export interface BoostedTree {
  readonly round: number;
  readonly output: number;
  readonly tree: ValueTree;
}

/**
 * As `fitBoostedClassifier`, on worker threads, in the calling thread when there is little to do;
 * the same model, bit for bit. `onRound` is called as rounds are done.
 */
export async function fitBoostedClassifierOnThreads(
  data: LabelledMatrix,
  options: BoostingOptions & ThreadOptions = {},
): Promise<GradientBoosting> {
  return boostOnThreads('classification', classificationProblem(data, options), options);
}

/** As `fitBoostedRegression`, on worker threads; otherwise as `fitBoostedClassifierOnThreads`. */
export async function fitBoostedRegressionOnThreads(
  features: Matrix,
  targets: ArrayLike<number>,
  options: BoostingOptions & ThreadOptions = {},
): Promise<GradientBoosting> {
  return boostOnThreads('regression', regressionProblem(features, targets, options), options);
}

async function boostOnThreads(
  kind: GradientBoosting['kind'],
  problem: BoostingProblem,
  options: BoostingOptions & ThreadOptions,
): Promise<GradientBoosting> {
  const { data } = problem;
  const { outputs, baseline } = lossOf(problem.loss);
  const byOutputs = outputs > 1;
  const work = problem.rounds * outputs * data.rows * data.columns;
  const threads = threadCount(options, work, byOutputs ? outputs : data.columns);
  if (threads === 1) return boost(kind, problem, options);
  const team: TeamMemory = byOutputs
    ? {
        share: 'outputs',
        scores: Array.from(baseline, () => sharedNumbers(new Float64Array(data.rows))),
      }
    : { share: 'columns', board: boardMemory(threads) };
  const shared = { ...problem, data: { ...data, bins: sharedBytes(data.bins) } };
  const input: BoostingWork = { problem: shared, barrier: barrierMemory(), team };
  const rounds = new Rounds(outputs, options.onRound);
  await runThreads<BoostedTree>({
    ...{ entry: 'boosting-thread', beside: import.meta.url, threads, input },
    signal: options.signal,
    onMessage: (message) => rounds.take(message),
  });
  return { kind, outputs, baseline, rounds: rounds.done() };
}

/** Rounds as they come in from the threads, their trees in any order. */
class Rounds {
  readonly #outputs: number;
  readonly #onRound: BoostingOptions['onRound'];
  readonly #rounds: { readonly trees: ValueTree[]; count: number }[] = [];
  #done = 0;
  #over = false;

  constructor(outputs: number, onRound: BoostingOptions['onRound']) {
    this.#outputs = outputs;
    this.#onRound = onRound;
  }

  /** True when the training shall end. */
  take({ round, output, tree }: BoostedTree): boolean {
    if (this.#over) return true;
    const held = (this.#rounds[round] ??= { trees: [], count: 0 });
    held.trees[output] = tree;
    held.count += 1;
    while (!this.#over && this.#rounds[this.#done]?.count === this.#outputs) {
      this.#done += 1;
      this.#over = this.#onRound?.(this.#done) === true;
    }
    return this.#over;
  }

  done(): readonly (readonly ValueTree[])[] {
    return this.#rounds.slice(0, this.#done).map(({ trees }) => trees);
  }
}
