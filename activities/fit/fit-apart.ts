import type { Matrix } from '../../ml/data/matrix.ts';
import { runThreads } from '../../ml/threads/run-threads.ts';
import {
  fitAtOnce,
  type FitIteration,
  type FittedEstimator,
  type SpecAtOnce,
} from './fit-at-once.ts';
import type { Target } from './target.ts';

/** What the thread is given. */
export interface FitOrder {
  readonly spec: SpecAtOnce;
  readonly features: Matrix;
  readonly target: Target;
}
/** What it says. */
export type FitWord =
  | { readonly kind: 'iteration'; readonly at: FitIteration }
  | { readonly kind: 'fitted'; readonly fitted: FittedEstimator }
  | { readonly kind: 'refused'; readonly message: string };

/** About as many inner steps as take a tenth of a second: a thread for less would only cost. */
const LEAST_WORK = 50_000_000;

/**
 * Fits what has no pause of its own in a thread of its own, so that a cancel ends it at once and
 * heartbeats go on; small fits stay in the calling thread. The result is the same bits.
 *
 * @throws RangeError as `fitAtOnce`; the signal's reason
 */
export async function fitApart(
  order: FitOrder,
  signal: AbortSignal,
  told: (at: FitIteration) => void,
): Promise<FittedEstimator> {
  const { spec, features, target } = order;
  if (workOf(order) < LEAST_WORK) {
    return fitAtOnce(spec, features, target, (at) => {
      signal.throwIfAborted();
      told(at);
    });
  }
  let fitted: FittedEstimator | undefined;
  await runThreads<FitWord>({
    ...{ entry: 'fit-thread', beside: import.meta.url, threads: 1, input: order, signal },
    onMessage: (word) => {
      // Words that were on their way when it was cancelled are not heard.
      if (signal.aborted) return;
      if (word.kind === 'iteration') return told(word.at);
      if (word.kind === 'refused') throw new RangeError(word.message);
      fitted = word.fitted;
    },
  });
  if (fitted === undefined) throw new Error('The thread of a fit ended without a word.');
  return fitted;
}

/** An upper guess at the inner steps of a fit. */
function workOf({ spec, features: { rows, columns }, target }: FitOrder): number {
  const cells = rows * columns;
  const classes = target.task === 'classification' ? target.classes.length : 1;
  switch (spec.kind) {
    case 'logistic':
      return cells * classes * spec.maxIterations;
    case 'linear_svm':
      return cells * classes * spec.maxIterations;
    case 'rbf_svm':
      // Each of the five folds of the calibration, and the machine itself, compares all rows.
      return 6 * cells * rows;
    case 'decision_tree':
      return cells * Math.log2(rows + 1);
    case 'linear':
    case 'ridge':
      return cells * columns;
    case 'nearest':
      return cells;
  }
}
