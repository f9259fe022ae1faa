import type { ValueTree } from '../boosting/gradient-tree.ts';
import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { runThreads } from '../threads/run-threads.ts';
import { sharedBytes, sharedIntegers, sharedNumbers } from '../threads/shared-array.ts';
import { threadCount } from '../threads/thread-count.ts';
import type { ThreadOptions } from '../threads/thread-options.ts';
import type { ClassificationTree } from './classification-tree.ts';
import { growMissing, type EnsembleOptions } from './forest-options.ts';
import {
  classTreeGrower,
  numberTreeGrower,
  type ClassTargets,
  type ForestProblem,
  type NumberTargets,
} from './forest-problem.ts';
import {
  classForestProblem,
  forestOf,
  type ForestOptions,
  type RandomForest,
} from './random-forest.ts';
import {
  numberForestProblem,
  type RegressionForest,
  type RegressionForestOptions,
} from './regression-forest.ts';

/** What threads are given: `next` is the number of the next tree that nobody has taken. */
export type ForestWork = { readonly total: number; readonly next: Int32Array } & (
  | { readonly kind: 'classes'; readonly problem: ForestProblem<ClassTargets> }
  | { readonly kind: 'numbers'; readonly problem: ForestProblem<NumberTargets> }
);
/** What they send: a tree by its number. */
export interface GrownTree {
  readonly tree: number;
  readonly grown: ClassificationTree | ValueTree;
}

/**
 * As `fitForest`, its trees grown on worker threads, in the calling thread when there is little to
 * do; the same forest, bit for bit.
 */
export async function fitForestOnThreads(
  data: LabelledMatrix,
  options: ForestOptions & ThreadOptions = {},
): Promise<RandomForest> {
  const problem = classForestProblem(data, options);
  const threads = threadsFor(problem, options);
  if (threads === 1) return forestOf(data, growMissing(options, classTreeGrower(problem)));
  const { targets } = problem;
  const shared = {
    ...sharedProblem(problem),
    targets: { ...targets, labels: sharedIntegers(targets.labels) },
  };
  const trees = await growOnThreads(threads, { kind: 'classes', problem: shared }, options);
  // Threads send what `classTreeGrower` made.
  return forestOf(data, trees as ClassificationTree[]);
}

/** As `fitRegressionForest`, its trees grown on worker threads; otherwise as `fitForestOnThreads`. */
export async function fitRegressionForestOnThreads(
  features: Matrix,
  targets: ArrayLike<number>,
  options: RegressionForestOptions & ThreadOptions = {},
): Promise<RegressionForest> {
  const problem = numberForestProblem(features, targets, options);
  const threads = threadsFor(problem, options);
  if (threads === 1) {
    return {
      features: features.columns,
      trees: growMissing(options, numberTreeGrower(problem)),
    };
  }
  const values = sharedNumbers(problem.targets.values);
  const shared = { ...sharedProblem(problem), targets: { ...problem.targets, values } };
  const trees = await growOnThreads(threads, { kind: 'numbers', problem: shared }, options);
  // Threads send what `numberTreeGrower` made.
  return { features: features.columns, trees: trees as ValueTree[] };
}

function threadsFor<Tree>(
  { data, limits }: ForestProblem<ClassTargets | NumberTargets>,
  options: EnsembleOptions<Tree> & ThreadOptions,
): number {
  const missing = (options.trees ?? 100) - (options.grown?.length ?? 0);
  const columns = Math.min(limits.tryColumns, data.columns);
  const levels = Math.min(limits.maxDepth, Math.log2(data.rows + 1));
  return threadCount(options, missing * data.rows * columns * levels, missing);
}

function sharedProblem<Targets extends ClassTargets | NumberTargets>(
  problem: ForestProblem<Targets>,
): ForestProblem<Targets> {
  return {
    ...problem,
    data: { ...problem.data, bins: sharedBytes(problem.data.bins) },
    weights: sharedNumbers(problem.weights),
  };
}

async function growOnThreads<Tree extends ClassificationTree | ValueTree>(
  threads: number,
  work:
    | { readonly kind: 'classes'; readonly problem: ForestProblem<ClassTargets> }
    | { readonly kind: 'numbers'; readonly problem: ForestProblem<NumberTargets> },
  options: EnsembleOptions<Tree> & ThreadOptions,
): Promise<readonly (ClassificationTree | ValueTree)[]> {
  const total = options.trees ?? 100;
  const trees: (ClassificationTree | ValueTree)[] = (options.grown ?? []).slice(0, total);
  let count = trees.length;
  const next = sharedIntegers(Int32Array.of(count));
  const input: ForestWork = { ...work, total, next };
  await runThreads<GrownTree>({
    ...{ entry: 'forest-thread', beside: import.meta.url, threads, input },
    signal: options.signal,
    onMessage: ({ tree, grown }) => {
      trees[tree] = grown;
      count += 1;
      options.onTree?.(count, total);
    },
  });
  return trees;
}
