import { describe, expect, it } from 'vitest';
import { memoryStores } from '../../../stores/open-stores.ts';
import { dagRunId, taskRunId } from '../../../stores/tracking/run-id.ts';
import { RUN, bodyOf, callOf, failureOf, labOf } from '../testing/task-fixture.ts';

const KEY = { dagId: RUN.dagId, runId: RUN.runId, path: 'work' };

describe('ctx.track', () => {
  it('keeps all that was recorded before the attempt is complete', async () => {
    const stores = memoryStores();
    const { attempt } = labOf(
      bodyOf((_input, { track }) => {
        track.params({ rate: 0.1, deep: true });
        for (let step = 0; step < 12_000; step += 1)
          track.metrics({ loss: 1 / (step + 1) }, { step });
        track.tags({ family: 'net' });
        return track.runId;
      }),
      { stores },
    );
    const complete = stores.runs.complete.bind(stores.runs);
    let seen: unknown;
    stores.runs.complete = async (...args) => {
      seen = await stores.tracking.runs.getRun(taskRunId(KEY, 1));
      return complete(...args);
    };
    const report = await attempt(callOf());
    const id = taskRunId(KEY, 1);
    expect(report).toMatchObject({ output: { value: id } });
    expect(seen).toMatchObject({
      status: 'FINISHED',
      params: { rate: '0.1', deep: 'true' },
      tags: {
        family: 'net',
        'mlflow.parentRunId': dagRunId(RUN.dagId, RUN.runId),
        'perdure.try': '1',
        'perdure.task': 'work',
      },
      metrics: [{ key: 'loss', step: 11_999 }],
    });
    const page = { maxResults: 20_000 };
    const { points } = await stores.tracking.runs.metricHistory(id, 'loss', page);
    expect(points).toHaveLength(12_000);
  });

  it('makes no run for a task that records nothing', async () => {
    const { attempt, stores } = labOf(bodyOf(() => 1));
    await attempt(callOf());
    expect(await stores.tracking.runs.getRun(taskRunId(KEY, 1))).toBeUndefined();
  });

  it('replaces what an earlier try recorded at the same step, and keeps the steps before', async () => {
    const stores = memoryStores();
    const { attempt } = labOf(
      bodyOf((_input, { track, attempt: tryNumber }) => {
        track.params({ try: tryNumber });
        const from = tryNumber === 1 ? 0 : 1;
        for (let step = from; step < 3; step += 1) track.metrics({ loss: tryNumber }, { step });
        if (tryNumber === 1) throw new Error('Once.');
        return null;
      }),
      { stores },
    );
    const call = callOf({ options: { retries: 1, retryDelayMs: 0 } });
    expect(await failureOf(attempt(call))).toMatchObject({ type: 'TaskFailed' });
    const id = taskRunId(KEY, 1);
    expect(await stores.tracking.runs.getRun(id)).toMatchObject({ status: 'FAILED' });
    await attempt(call, { attempt: 2 });
    const { points } = await stores.tracking.runs.metricHistory(id, 'loss', {});
    expect(points.map(({ step, value }) => [step, value])).toEqual([
      [0, 1],
      [1, 2],
      [2, 2],
    ]);
    expect(await stores.tracking.runs.getRun(id)).toMatchObject({
      status: 'FINISHED',
      params: { try: '2' },
      tags: { 'perdure.try': '2' },
    });
  });

  it('throws a mistake where it was made, and records nothing of it', async () => {
    const { attempt, stores } = labOf(
      bodyOf((_input, { track }) => {
        track.params({ rate: 1 });
        expect(() => track.params({ rate: 2 })).toThrow(/"rate" is "1" already/);
        expect(() => track.metrics({ '../up': 1 })).toThrow(TypeError);
        expect(() => track.metrics({ loss: '1' as never })).toThrow(/not a number/);
        expect(() => track.metrics({ loss: 1 }, { step: 0.5 })).toThrow(/whole number/);
        expect(() => track.tags({ 'a\nb': '' })).toThrow(/Invalid tag name/);
        return null;
      }),
    );
    await attempt(callOf());
    const run = await stores.tracking.runs.getRun(taskRunId(KEY, 1));
    expect(run).toMatchObject({ params: { rate: '1' }, metrics: [] });
    expect(Object.keys(run?.tags ?? {})).not.toContain('a\nb');
  });

  it('fails the attempt by name when the store does not take what was recorded', async () => {
    const stores = memoryStores();
    const recordTask = stores.tracking.tasks.recordTask.bind(stores.tracking.tasks);
    let refusals = 2;
    stores.tracking.tasks.recordTask = async (...args) => {
      if ((refusals -= 1) >= 0) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
      return recordTask(...args);
    };
    const body = bodyOf((_input, { track }) => track.metrics({ loss: 1 }));
    const away = labOf(body, { stores, limits: { storeWaitMs: 0 } });
    expect(await failureOf(away.attempt(callOf({ path: 'other' })))).toMatchObject({
      type: 'TrackingFailed',
      message: expect.stringContaining('could not be kept') as string,
    });
    refusals = 2;
    const back = labOf(body, { stores, limits: { storeWaitMs: 2_000 } });
    expect(await back.attempt(callOf({ path: 'third' }))).toMatchObject({ kind: 'success' });
  });

  it('keeps files with the run', async () => {
    const { attempt, stores } = labOf(
      bodyOf(async (_input, { track }) => track.artifact('plots/a b%.svg', '<svg/>')),
    );
    await attempt(callOf());
    const id = taskRunId(KEY, 1);
    const bytes = await stores.objects.get(`tracking/runs/${id}/artifacts/plots/a b%25.svg`);
    expect(Buffer.from(bytes).toString()).toBe('<svg/>');
    expect(await stores.tracking.runs.getRun(id)).toMatchObject({ status: 'FINISHED' });
  });
});
