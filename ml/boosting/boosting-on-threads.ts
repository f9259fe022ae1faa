import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { barrierMemory } from '../threads/barrier.ts';
import { runThreads } from '../threads/run-threads.ts';
import { sharedBytes, sharedNumbers } from '../threads/shared-array.ts';
import { threadCount } from '../threads/thread-count.ts';
import type { ThreadOptions } from '../threads/thread-options.ts';
import { givesTurns } from '../threads/turns.ts';
import { lossOf } from './boosting-loss.ts';
import {
  growTrees,
  type BoostedTree,
  type BoostingProblem,
  type BoostingTeam,
} from './boosting-program.ts';
import type { BoostedRounds } from './boosting-start.ts';
import {
  classificationProblem,
  placeAlone,
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
/** A round that is done. */
export interface BoostedRound {
  /** From 1. */
  readonly round: number;
  /** [outputs]. */
  readonly trees: readonly ValueTree[];
  /** [outputs]: the scores before any round. */
  readonly baseline: Float64Array;
}

/** Options of boosting that lets others have their turn. */
export interface BoostingInTurns extends BoostingOptions, ThreadOptions {
  /**
   * Told each round, in order, one at a time; threads go on meanwhile. The call ends when
   * the last one has been heard, and fails when one of them does.
   */
  readonly afterRound?: (done: BoostedRound) => void | Promise<void>;
}

/**
 * As `fitBoostedClassifier`, on worker threads, in turns in the calling thread when there is little to do;
 * the same model, bit for bit. `onRound` is called as rounds are done.
 */
export async function fitBoostedClassifierOnThreads(
  data: LabelledMatrix,
  options: BoostingInTurns = {},
): Promise<GradientBoosting> {
  return boostOnThreads('classification', classificationProblem(data, options), options);
}

/** As `fitBoostedRegression`, on worker threads; otherwise as `fitBoostedClassifierOnThreads`. */
export async function fitBoostedRegressionOnThreads(
  features: Matrix,
  targets: ArrayLike<number>,
  options: BoostingInTurns = {},
): Promise<GradientBoosting> {
  return boostOnThreads('regression', regressionProblem(features, targets, options), options);
}

async function boostOnThreads(
  kind: GradientBoosting['kind'],
  problem: BoostingProblem,
  options: BoostingInTurns,
): Promise<GradientBoosting> {
  const { data } = problem;
  const { outputs, baseline } = lossOf(problem.loss);
  const byOutputs = outputs > 1;
  const work = (problem.rounds - problem.start.round) * outputs * data.rows * data.columns;
  const threads = threadCount(options, work, byOutputs ? outputs : data.columns);
  const rounds = new Rounds(baseline, options);
  if (threads === 1) await growInTurns(problem, rounds, options);
  else await growOnThreads(problem, threads, rounds, options);
  return { kind, outputs, baseline, rounds: await rounds.done() };
}

async function growInTurns(
  problem: BoostingProblem,
  rounds: Rounds,
  { signal }: BoostingInTurns,
): Promise<void> {
  const pause = givesTurns(signal);
  for (const tree of growTrees(problem, placeAlone(problem))) {
    if (rounds.take(tree)) return;
    await rounds.heard();
    await pause();
  }
}

async function growOnThreads(
  problem: BoostingProblem,
  threads: number,
  rounds: Rounds,
  { signal }: BoostingInTurns,
): Promise<void> {
  const { data, start } = problem;
  const team: TeamMemory =
    start.scores.length > 1
      ? { share: 'outputs', scores: start.scores.map((one) => sharedNumbers(one)) }
      : { share: 'columns', board: boardMemory(threads) };
  const shared = { ...problem, data: { ...data, bins: sharedBytes(data.bins) } };
  const input: BoostingWork = { problem: shared, barrier: barrierMemory(), team };
  const given = signal === undefined ? [] : [signal];
  await runThreads<BoostedTree>({
    ...{ entry: 'boosting-thread', beside: import.meta.url, threads, input },
    signal: AbortSignal.any([...given, rounds.faulty]),
    onMessage: (message) => rounds.take(message),
  });
}

/** Rounds as they come in from the threads, their trees in any order. */
class Rounds {
  readonly #baseline: Float64Array;
  readonly #options: BoostingInTurns;
  readonly #rounds: { readonly trees: ValueTree[]; count: number }[];
  readonly #fault = new AbortController();
  #done: number;
  #over = false;
  #hearing: Promise<void> = Promise.resolve();

  constructor(baseline: Float64Array, options: BoostingInTurns) {
    this.#baseline = baseline;
    this.#options = options;
    this.#rounds = (options.grown ?? []).map((trees) => ({
      ...{ trees: [...trees], count: trees.length },
    }));
    this.#done = this.#rounds.length;
  }

  /** Aborted, with what was thrown, when whoever is told of a round fails. */
  get faulty(): AbortSignal {
    return this.#fault.signal;
  }

  /** True when the training shall end. */
  take({ round, output, tree }: BoostedTree): boolean {
    if (this.#over) return true;
    const held = (this.#rounds[round] ??= { trees: [], count: 0 });
    held.trees[output] = tree;
    held.count += 1;
    while (!this.#over && this.#rounds[this.#done]?.count === this.#baseline.length) {
      this.#tell(this.#rounds[this.#done]?.trees ?? []);
      this.#over = this.#options.onRound?.(this.#done) === true;
    }
    return this.#over;
  }

  /** Settles when all rounds so far were heard. @throws what a listener threw */
  async heard(): Promise<void> {
    await this.#hearing;
    this.#fault.signal.throwIfAborted();
  }

  async done(): Promise<BoostedRounds> {
    await this.heard();
    return this.#rounds.slice(0, this.#done).map(({ trees }) => trees);
  }

  #tell(trees: readonly ValueTree[]): void {
    const round = (this.#done += 1);
    const { afterRound } = this.#options;
    if (afterRound === undefined) return;
    this.#hearing = this.#hearing
      .then(() =>
        this.#fault.signal.aborted
          ? undefined
          : afterRound({ round, trees, baseline: this.#baseline }),
      )
      .catch((error: unknown) => this.#fault.abort(error));
  }
}
