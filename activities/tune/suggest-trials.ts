import { z } from 'zod';
import { task, type TaskOf } from '../../dsl/index.ts';
import type { SearchSpace } from '../../ml/tuning/space/search-space.ts';
import { suggest } from '../../ml/tuning/suggest.ts';
import { OpenStudy } from './open-study.ts';
import { StudyState, trialsOf, type TrialRecord } from './study-state.ts';
import { TrialHandle } from './trial-handle.ts';
import { readHistory } from './trial-history.ts';

const BatchInput = z.object({ open: OpenStudy, state: StudyState });

/** What a trial's body is given, before the names and types of its parameters are known. */
const AnyTrial = z.object({
  number: z.int().nonnegative(),
  params: z.unknown(),
  seed: z.int().nonnegative(),
  handle: TrialHandle,
});

/** A trial as a dag's body sees it. */
export interface Trial<P> {
  /** From 0, in the order of suggestion. */
  number: number;
  params: P;
  /** For a model's own random numbers; every trial has another. */
  seed: number;
  /** For tasks that report on their way: see `reportTrial`. */
  handle: TrialHandle;
}

/**
 * The task that suggests the trials of a batch. They follow from the study's seed and the trials
 * before, so a worker that dies over it changes nothing.
 *
 * @param params as `paramsSchema` makes it
 */
export function suggestTask(
  params: z.ZodType,
): TaskOf<typeof BatchInput, z.ZodArray<typeof AnyTrial>> {
  return task({
    name: 'suggest',
    retries: 3,
    retryDelay: '2s',
    input: BatchInput,
    output: z.array(AnyTrial.extend({ params })),
    run: async ({ open, state }, ctx) => {
      const history = await readHistory(ctx, state.history);
      const batch = nextParams(open, state, history);
      const first = trialsOf(state);
      ctx.log.info(`The study goes on from trial ${first}.`, { trials: batch });
      return batch.map((each, k) => ({
        number: first + k,
        params: each,
        seed: trialSeed(open.spec.seed, first + k),
        handle: handleOf(open, state, { number: first + k, first, count: batch.length }),
      }));
    },
  });
}

function nextParams(
  { spec }: OpenStudy,
  state: StudyState,
  history: readonly TrialRecord[],
): readonly unknown[] {
  const { sampler, seed, direction, trials, parallel } = spec;
  const count = Math.min(parallel, trials - trialsOf(state));
  const past = history.map(({ params, state: ended, value, curve }) => ({
    ...{ params, state: ended },
    ...(value === undefined ? {} : { value }),
    step: curve.at(-1)?.[0] ?? 0,
  }));
  // `tune` checked the space when the dag was defined; it travelled as JSON.
  return suggest(spec.space as SearchSpace, past, { sampler, seed, direction, count });
}

function handleOf(
  { spec, study, trackingRun }: OpenStudy,
  state: StudyState,
  { number, ...batch }: { number: number; first: number; count: number },
): TrialHandle {
  const { metric, direction, pruner } = spec;
  return {
    ...{ study, number, batch, metric, direction, trackingRun },
    ...(state.history === undefined ? {} : { history: state.history }),
    ...(pruner === undefined ? {} : { pruner }),
  };
}

/** Below 2³¹, as most libraries want it. */
const trialSeed = (seed: number, number: number): number =>
  (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 1;
