import { z } from 'zod';
import { task, type TaskContext } from '../../dsl/index.ts';
import { BestTrial, TrialRecord } from './study-state.ts';
import { readCurve, type Curve } from './trial-curve.ts';
import { TrialHandle } from './trial-handle.ts';

/** A trial that has ended, with what its body returned. */
export const EndedTrial = TrialRecord.extend({ output: BestTrial.shape.output.optional() });
export interface EndedTrial extends z.output<typeof EndedTrial> {}

/**
 * Records how a trial ended, whatever happened in it: with a value it is complete; without one it
 * was pruned, if it said so, and has failed otherwise.
 */
export const recordTrial = task({
  name: 'record',
  retries: 3,
  retryDelay: '2s',
  input: z.object({
    trial: z.object({ params: z.unknown(), handle: TrialHandle }),
    value: z.unknown().optional(),
    output: z.unknown().optional(),
  }),
  output: EndedTrial,
  run: async ({ trial, value, output }, ctx) => {
    const { params, handle } = trial;
    const curve = await readCurve(ctx, handle, handle.number);
    const how = endOf(value, curve);
    if (value !== undefined && how.state === 'failed') {
      ctx.log.warn(
        `The metric "${handle.metric}" is ${JSON.stringify(value)}, which is no number.`,
      );
    }
    track(ctx, handle, params, how);
    return {
      ...{ number: handle.number, params, ...how, curve: curve?.points ?? [] },
      ...(output === undefined ? {} : { output }),
    };
  },
});

function endOf(value: unknown, curve: Curve | undefined): Pick<TrialRecord, 'state' | 'value'> {
  if (typeof value === 'number' && Number.isFinite(value)) return { state: 'complete', value };
  const last = curve?.points.at(-1)?.[1];
  if (curve?.pruned !== true) return { state: 'failed' };
  return last === undefined ? { state: 'pruned' } : { state: 'pruned', value: last };
}

function track(
  ctx: TaskContext,
  { metric, number, trackingRun }: TrialHandle,
  params: unknown,
  { state, value }: Pick<TrialRecord, 'state' | 'value'>,
): void {
  ctx.track.params(flat(params, ''));
  if (value !== undefined) ctx.track.metrics({ [metric]: value });
  ctx.track.tags({
    'mlflow.parentRunId': trackingRun,
    'mlflow.runName': `trial ${number}`,
    'perdure.trial': String(number),
    'perdure.trial_state': state,
  });
}

/** `{ model: { kind: 'svm' } }` as `model.kind`. */
function flat(value: unknown, name: string): Record<string, string | number | boolean> {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { [name]: value };
  }
  if (typeof value !== 'object' || value === null) return { [name]: 'null' };
  const fields = Object.entries(value).map(([key, field]) =>
    flat(field, name === '' ? key : `${name}.${key}`),
  );
  return Object.assign({}, ...fields) as Record<string, string | number | boolean>; // what `flat` made
}
