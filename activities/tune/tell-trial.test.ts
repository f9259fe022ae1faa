import { describe, expect, it } from 'vitest';
import { memoryStores } from '../../stores/memory-stores.ts';
import { sensorContext } from '../testing/sensor-context.ts';
import { tellTrial, type TrialInput } from './tell-trial.ts';
import { readCurve } from './trial-curve.ts';
import type { TrialHandle } from './trial-handle.ts';

const study = { dagId: 'd', runId: 'r', path: 'tune.open_study' };
const handleOf = (given: Partial<TrialHandle>): TrialHandle => ({
  ...{ study, number: 0, batch: { first: 0, count: 1 }, trackingRun: 't' },
  ...{ metric: 'log_loss', direction: 'minimize' },
  ...given,
});
const point = { step: 2, train: { loss: 1 }, validation: { loss: 0.5, accuracy: 0.8 } };
const contextOf = () => sensorContext({ services: { objects: memoryStores().objects } }).context;

describe('a training task that is a trial', () => {
  it.each<[string, Partial<TrialHandle>, TrialInput['trialMetric'], number]>([
    ['by the name that scores have', {}, undefined, 0.5],
    ['that is named for it', { metric: 'cost' }, 'loss', 0.5],
    ['that is better when larger', { metric: 'accuracy', direction: 'maximize' }, undefined, 0.8],
  ])('tells the metric %s', async (_, given, trialMetric, value) => {
    const [context, trial] = [contextOf(), handleOf(given)];
    await tellTrial(context, { trial, trialMetric })(point);
    expect(await readCurve(context, trial, 0)).toEqual({ points: [[2, value]], pruned: false });
  });
  it.each<[Partial<TrialHandle>, TrialInput['trialMetric'], string]>([
    [{ metric: 'cost' }, undefined, '"cost" is not measured on the way. Name one that is'],
    [{}, 'rmse', 'as `trialMetric`: loss, accuracy.'],
    [{ direction: 'maximize' }, undefined, 'is better the other way'],
    [{ metric: 'cost' }, 'accuracy', 'to minimize "cost", and "accuracy" is better the other way'],
  ])('ends for good when it cannot: %j %s', async (given, trialMetric, words) => {
    const told = tellTrial(contextOf(), { trial: handleOf(given), trialMetric })(point);
    await expect(told).rejects.toThrow(words);
    await expect(told).rejects.toThrow('for good');
  });
  it('is pruned by a value that is no number, which is not written down', async () => {
    const [context, trial] = [contextOf(), handleOf({ pruner: { kind: 'median' } })];
    await tellTrial(context, { trial })(point);
    const lost = { ...point, step: 3, validation: { loss: NaN } };
    await expect(tellTrial(context, { trial })(lost)).rejects.toThrow('skipped: Pruned at step 3');
    expect(await readCurve(context, trial, 0)).toEqual({ points: [[2, 0.5]], pruned: true });
  });
  it('tells nothing when it is no trial', async () => {
    await tellTrial(contextOf(), {})(point);
  });
});
