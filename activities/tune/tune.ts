import type { z } from 'zod';
import {
  group,
  map,
  repeat,
  type Given,
  type Ref,
  type RefTo,
  type Resolved,
  type Wire,
} from '../../dsl/index.ts';
import type { After } from '../../dsl/index.ts';
import { checkSpace } from '../../ml/tuning/space/check-space.ts';
import type { ParamsOf, SearchSpace } from '../../ml/tuning/space/search-space.ts';
import { closeTask, type StudyResult } from './close-study.ts';
import { observeTrials } from './observe-trials.ts';
import { openStudy } from './open-study.ts';
import { paramsSchema } from './params-schema.ts';
import { recordTrial } from './record-trial.ts';
import { SamplerSpec } from './study-spec.ts';
import { StudyState } from './study-state.ts';
import { suggestTask, type Trial } from './suggest-trials.ts';
import type { PrunerSpec } from './trial-handle.ts';

export interface TuneOptions<S extends SearchSpace, M extends string> {
  /** What may be tried: `{ lr: real(1e-5, 1, { log: true }), layers: integer(1, 4) }`. */
  readonly space: S;
  /** How many trials there are in all. */
  readonly trials: number | RefTo<number>;
  /** How many run side by side; the next ones are chosen when all of them have ended. Default 4. */
  readonly parallel?: number;
  /** Default TPE, which learns from 10 trials on. */
  readonly sampler?: z.input<typeof SamplerSpec>;
  /** The same seed makes the same suggestions from the same values. Default 0. */
  readonly seed?: number | RefTo<number>;
  /** Name of the number that a trial's body returns and that is to be small or large. */
  readonly metric: M;
  readonly direction: 'minimize' | 'maximize';
  /** Stops trials that report on their way (`reportTrial`). Default: all run to their end. */
  readonly pruner?: z.input<typeof PrunerSpec>;
}

const DEFAULT_PARALLEL = 4;
const MOST_BATCHES = 10_000;

/**
 * Searches for parameters: batches of trials are suggested, run side by side as mapped tasks, and
 * observed, until there were enough.
 *
 * N1 A trial that fails or is pruned is recorded as such and ends nothing; a study none of whose
 *    trials has a value fails.
 * N2 Trials are task instances: one that has ended never runs again, whoever dies, and the next
 *    suggestions follow from the seed and the recorded values alone.
 *
 * @example
 * ```ts
 * const space = { lr: real(1e-4, 1, { log: true }), units: integer(8, 128, { log: true }) };
 * const found = tune({ space, trials: 40, metric: 'loss', direction: 'minimize' }, (trial) =>
 *   trainCandidate({ data, lr: trial.params.lr, units: trial.params.units }),
 * );
 * notify({ text: template`Best loss ${found.best.value} with lr ${found.best.params.lr}.` });
 * ```
 */
export function tune<
  const S extends SearchSpace,
  const M extends string,
  X extends Wire<{ readonly [K in NoInfer<M>]: number }>,
>(
  study: TuneOptions<S, M>,
  body: (trial: Given<Trial<ParamsOf<S>>>) => X,
  options: { readonly id?: string; readonly after?: After; readonly doc?: string } = {},
): Ref<StudyResult<ParamsOf<S>, Resolved<X>>> {
  checkSpace(study.space);
  const { id = 'tune', ...placement } = options;
  const found = group(
    id,
    () => studyOf(study, (trial) => runTrial(study.metric, body, trial)),
    placement,
  );
  // The tasks inside were made from the space, whose types zod cannot carry this far.
  return found as unknown as Ref<StudyResult<ParamsOf<S>, Resolved<X>>>;
}

type AnyTrial = Given<Trial<unknown>>;

function studyOf(
  {
    space,
    pruner,
    trials,
    parallel = DEFAULT_PARALLEL,
    ...study
  }: TuneOptions<SearchSpace, string>,
  trialOf: (trial: AnyTrial) => ReturnType<typeof recordTrial>,
): ReturnType<ReturnType<typeof closeTask>> {
  const params = paramsSchema(space);
  const suggest = suggestTask(params);
  const close = closeTask(params);
  const open = openStudy({
    space: JSON.parse(JSON.stringify(space)) as RefTo<unknown>, // plain data, as a plan holds it
    ...{ trials, parallel, metric: study.metric, direction: study.direction },
    sampler: SamplerSpec.parse(study.sampler ?? { kind: 'tpe' }),
    seed: study.seed ?? 0,
    ...(pruner === undefined ? {} : { pruner }),
  });
  const state = repeat(
    {
      state: StudyState,
      initial: { complete: 0, pruned: 0, failed: 0, done: false },
      until: (newest) => newest.done,
      maxIterations: typeof trials === 'number' ? Math.ceil(trials / parallel) : MOST_BATCHES,
    },
    (before) => {
      const batch = suggest({ open, state: before });
      const ended = map(batch, trialOf, { id: 'trial', maxParallel: parallel });
      return observeTrials({ open, state: before, ended });
    },
    { id: 'batch' },
  );
  return close({ open, state });
}

/** The body, and behind it the task that records how it ended, whatever happened. */
function runTrial<P, X>(
  metric: string,
  body: (trial: Given<Trial<P>>) => X,
  trial: AnyTrial,
): ReturnType<typeof recordTrial> {
  // `params` has the schema that was made from the space, and P is what the space's type says.
  const output: unknown = body(trial as unknown as Given<Trial<P>>);
  const value: unknown = Reflect.get(Object(output), metric);
  // References or plain values of whatever type; under `all_done` they may be missing.
  const returned = { value: value as RefTo<unknown>, output: output as RefTo<unknown> };
  const given = { params: trial.params, handle: trial.handle };
  return recordTrial({ trial: given, ...returned }, { triggerRule: 'all_done' });
}
