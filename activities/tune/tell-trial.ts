import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import type { LearningPoint } from '../fit/learning-curve.ts';
import { reportTrial } from './report-trial.ts';
import { TrialHandle } from './trial-handle.ts';

/** What is measured on the validation part while a model is trained. */
export const MonitoredMetric = z.enum(['loss', 'accuracy', 'macro_f1', 'rmse', 'mae', 'r2']);
export type MonitoredMetric = z.output<typeof MonitoredMetric>;

/** What a training task takes to be a trial of a study. */
export const TrialInput = z.object({
  /** `trial.handle` of `tune`: the study hears how training goes, and its pruner may end it. */
  trial: TrialHandle.optional(),
  /** What the study hears. Default: the study's own metric, if it is measured on the way. */
  trialMetric: MonitoredMetric.optional(),
});
export interface TrialInput extends z.output<typeof TrialInput> {}

/** The same by the names that scores have. */
const OTHER_NAMES: Readonly<Record<string, MonitoredMetric>> = {
  log_loss: 'loss',
  f1_macro: 'macro_f1',
  root_mean_squared_error: 'rmse',
  mean_absolute_error: 'mae',
};
const RISING: readonly MonitoredMetric[] = ['accuracy', 'macro_f1', 'r2'];

/**
 * A function that tells a point of the learning curve to the trial; without a trial it does nothing.
 * It ends the task as skipped when the trial is pruned, and for good when the study asks for a metric
 * that is not measured on the way, or whose better values lie in the other direction.
 */
export function tellTrial(
  ctx: TaskContext,
  { trial, trialMetric }: TrialInput,
): (point: LearningPoint) => Promise<void> {
  if (trial === undefined) return async () => undefined;
  const metric = trialMetric ?? monitored(trial.metric);
  return async ({ step, validation }) => {
    const value = metric === undefined ? undefined : validation[metric];
    if (metric === undefined || value === undefined) {
      return ctx.fail(
        `The study's metric "${metric ?? trial.metric}" is not measured on the way. ` +
          `Name one that is as \`trialMetric\`: ${Object.keys(validation).join(', ')}.`,
        { retry: false },
      );
    }
    if (RISING.includes(metric) !== (trial.direction === 'maximize')) {
      return ctx.fail(
        `The study is to ${trial.direction} "${trial.metric}", and "${metric}" is better the other way. ` +
          'Name another as `trialMetric`.',
        { retry: false },
      );
    }
    await reportTrial(ctx, trial, { step, value });
  };
}

function monitored(name: string): MonitoredMetric | undefined {
  return MonitoredMetric.safeParse(name).data ?? OTHER_NAMES[name];
}
