import { z } from 'zod';
import { task } from '../../dsl/index.ts';
import { OpenStudy } from './open-study.ts';
import { EndedTrial } from './record-trial.ts';
import { StudyState, trialsOf, type BestTrial, type TrialRecord } from './study-state.ts';
import { readHistory, writeHistory } from './trial-history.ts';

/** Adds the trials of a batch to the study. */
export const observeTrials = task({
  name: 'observe',
  retries: 3,
  retryDelay: '2s',
  input: z.object({ open: OpenStudy, state: StudyState, ended: z.array(EndedTrial) }),
  output: StudyState,
  run: async ({ open: { spec }, state, ended }, ctx) => {
    const history = await readHistory(ctx, state.history);
    const records = ended.map(({ output: _, ...record }): TrialRecord => record);
    const counted = (wanted: TrialRecord['state']): number =>
      state[wanted] + records.filter((record) => record.state === wanted).length;
    const best = ended.reduce((before, trial) => better(before, trial, spec.direction), state.best);
    const next = {
      ...{ complete: counted('complete'), pruned: counted('pruned'), failed: counted('failed') },
      history: await writeHistory(ctx, [...history, ...records]),
      ...(best === undefined ? {} : { best }),
    };
    // A batch that is not full means that nothing was left to suggest.
    const wanted = Math.min(spec.parallel, spec.trials - trialsOf(state));
    const done = trialsOf({ ...next, done: false }) >= spec.trials || ended.length < wanted;
    ctx.log.info(`${history.length + records.length} of ${spec.trials} trials.`, { best });
    return { ...next, done };
  },
});

/** Of equals the earlier trial stays. */
function better(
  before: BestTrial | undefined,
  { number, params, value, state, output }: EndedTrial,
  direction: 'minimize' | 'maximize',
): BestTrial | undefined {
  if (state !== 'complete' || value === undefined) return before;
  const isBetter =
    before === undefined ||
    (direction === 'minimize' ? value < before.value : value > before.value);
  return isBetter ? { number, params, value, output } : before;
}
