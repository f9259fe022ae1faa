import { z } from 'zod';
import { task, type TaskOf } from '../../dsl/index.ts';
import { OpenStudy } from './open-study.ts';
import { BestTrial, StudyState, trialsOf } from './study-state.ts';

const CloseInput = z.object({ open: OpenStudy, state: StudyState });
const AnyResult = StudyState.pick({ complete: true, pruned: true, failed: true }).extend({
  best: BestTrial,
  trials: z.string(),
});

/** What a study found. `P`: its parameters; `O`: what the body of a trial returns. */
export interface StudyResult<P, O> {
  best: {
    number: number;
    params: P;
    value: number;
    /** What the body of the best trial returned. */
    output: O;
  };
  complete: number;
  pruned: number;
  failed: number;
  /** Uri of an artifact with all trials: parameters, state, value and curve. */
  trials: string;
}

/**
 * The task that ends a study with its best trial. It fails when no trial has a value.
 *
 * @param params as `paramsSchema` makes it
 */
export function closeTask(params: z.ZodType): TaskOf<typeof CloseInput, typeof AnyResult> {
  return task({
    name: 'study',
    retries: 3,
    retryDelay: '2s',
    input: CloseInput,
    output: AnyResult.extend({ best: BestTrial.extend({ params }) }),
    run: ({ open: { spec, trackingRun }, state }, ctx) => {
      const { best, complete, pruned, failed, history } = state;
      if (best === undefined || history === undefined) {
        return ctx.fail(
          `None of ${trialsOf(state)} trials has a value: ${failed} failed, ${pruned} were pruned.`,
          { retry: false },
        );
      }
      ctx.track.metrics({ [spec.metric]: best.value, complete, pruned, failed });
      ctx.track.params({ best_trial: best.number, best_params: JSON.stringify(best.params) });
      ctx.track.tags({
        'mlflow.parentRunId': trackingRun,
        'perdure.best_trial': String(best.number),
      });
      ctx.log.info(`Trial ${best.number} is best: ${spec.metric} ${best.value}.`, best);
      return { best, complete, pruned, failed, trials: history };
    },
  });
}
