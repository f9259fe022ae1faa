import { describe, expect, it } from 'vitest';
import { dagRunId, taskRunId } from './run-id.ts';
import { EMPTY_BATCH, type MetricPoint, type TrackedTask } from './task-tracking.ts';
import type { TrackingStore } from './tracking-store.ts';

const T0 = 1_700_000_000_000;

/** What every store of tracking has to keep. What MLflow's clients see of it is in test/oracles/mlflow. */
export function describeTracking(name: string, store: () => TrackingStore): void {
  describe(`tracking: ${name}`, () => {
    describeLogging(store);
    describeBatches(store);
    describeSearch(store);
    describeTasks(store);
    describeLoggedModels(store);
  });
}

function describeLogging(store: () => TrackingStore): void {
  it('keeps a point once, and the greatest step as the latest', async () => {
    const runId = await newRun(store());
    const points = [point('loss', 2, 0.5), point('loss', 10, 0.25), point('loss', 3, 0.75)];
    for (let time = 0; time < 2; time += 1) {
      await store().runs.logBatch(runId, { ...EMPTY_BATCH, metrics: points });
    }
    const history = await store().runs.metricHistory(runId, 'loss', {});
    expect(history.points.map(({ step }) => step)).toEqual([2, 3, 10]);
    const run = await store().runs.getRun(runId);
    expect(run?.metrics).toEqual([point('loss', 10, 0.25)]);
  });

  it('gives back NaN, the greatest doubles and hostile text as they came', async () => {
    const runId = await newRun(store());
    const text = "'; drop table perdure.tracking_runs; -- $1 ☃";
    await store().runs.logBatch(runId, {
      params: { p: text },
      tags: { __proto__x: text, constructor: 'c' },
      metrics: [point('nan', 0, NaN), point('big', 0, Number.MAX_VALUE), point('small', 0, 5e-324)],
    });
    const run = await store().runs.getRun(runId);
    expect(run).toMatchObject({
      params: { p: text },
      tags: { __proto__x: text, constructor: 'c' },
    });
    const values = run?.metrics.map(({ key, value }) => [key, value]);
    expect(values).toEqual([
      ['big', Number.MAX_VALUE],
      ['nan', NaN],
      ['small', 5e-324],
    ]);
  });

  it('keeps two points of a step, and each of them once, in the order of their times', async () => {
    const runId = await newRun(store());
    const points = [point('m', 1, 0.5, T0 + 9), point('m', 1, 0.25, T0), point('n', 1, 7)];
    await store().runs.logBatch(runId, { ...EMPTY_BATCH, metrics: [...points, ...points] });
    await store().runs.logBatch(runId, { ...EMPTY_BATCH, metrics: points });
    const history = await store().runs.metricHistory(runId, 'm', {});
    expect(history.points).toEqual([point('m', 1, 0.25, T0), point('m', 1, 0.5, T0 + 9)]);
    const curves = await store().runs.metricSteps([runId], 'n', { max: 10 });
    expect(curves).toEqual([{ ...point('n', 1, 7), runId }]);
  });

  it('changes no param, and writes nothing of a batch that would', async () => {
    const runId = await newRun(store());
    await store().runs.logBatch(runId, { ...EMPTY_BATCH, params: { a: '1' } });
    await store().runs.logBatch(runId, { ...EMPTY_BATCH, params: { a: '1' } });
    const changing = { params: { a: '2', b: '1' }, tags: { t: '1' }, metrics: [point('m', 0, 1)] };
    await expect(store().runs.logBatch(runId, changing)).rejects.toMatchObject({
      code: 'INVALID_PARAMETER_VALUE',
    });
    const run = await store().runs.getRun(runId);
    expect(run).toMatchObject({ params: { a: '1' }, metrics: [] });
    expect(run?.tags['t']).toBeUndefined();
  });
}

function describeBatches(store: () => TrackingStore): void {
  it('takes batches of many writers at once, without a loss', async () => {
    const runId = await newRun(store());
    const batch = (writer: number): MetricPoint[] =>
      Array.from({ length: 100 }, (_, index) => point('loss', writer * 100 + index, writer));
    await Promise.all(
      Array.from({ length: 8 }, (_, writer) =>
        store().runs.logBatch(runId, { ...EMPTY_BATCH, metrics: batch(writer) }),
      ),
    );
    const first = await store().runs.metricHistory(runId, 'loss', { maxResults: 500 });
    const pageToken = first.nextPageToken ?? '';
    const rest = await store().runs.metricHistory(runId, 'loss', { maxResults: 500, pageToken });
    expect(first.points.length + rest.points.length).toBe(800);
    expect(rest.nextPageToken).toBeUndefined();
    expect((await store().runs.getRun(runId))?.metrics).toEqual([point('loss', 799, 7)]);
    const steps = await store().runs.metricSteps([runId], 'loss', { from: 100, to: 299, max: 3 });
    expect(steps.map(({ step }) => step)).toEqual([100, 200, 299]);
  });

  it('logs nothing to a run that is deleted', async () => {
    const runId = await newRun(store());
    await store().runs.deleteRun(runId);
    const gone = { code: 'INVALID_PARAMETER_VALUE' };
    const batches = [{ metrics: [point('m', 0, 1)] }, { tags: { t: '1' } }, { params: { p: '1' } }];
    for (const batch of batches) {
      const logged = store().runs.logBatch(runId, { ...EMPTY_BATCH, ...batch });
      await expect(logged).rejects.toMatchObject(gone);
    }
    await expect(store().runs.updateRun(runId, { name: 'new' })).rejects.toMatchObject(gone);
    await store().runs.restoreRun(runId);
    const run = await store().runs.getRun(runId);
    expect(run).toMatchObject({ name: 'run', metrics: [], tags: {}, params: {} });
  });

  it('refuses what no run can keep', async () => {
    const runId = await newRun(store());
    const refused = { code: 'INVALID_PARAMETER_VALUE' };
    for (const key of ['', 'a\nb', '../up', '/root', 'a//b', "x'; --", 'a'.repeat(251)]) {
      const batch = { ...EMPTY_BATCH, metrics: [point(key, 0, 1)] };
      await expect(store().runs.logBatch(runId, batch), key).rejects.toMatchObject(refused);
    }
    const long = { ...EMPTY_BATCH, params: { p: 'x'.repeat(6_001) } };
    await expect(store().runs.logBatch(runId, long)).rejects.toMatchObject(refused);
    await expect(store().runs.logBatch('0'.repeat(32), EMPTY_BATCH)).rejects.toMatchObject({
      code: 'RESOURCE_DOES_NOT_EXIST',
    });
  });
}

function describeSearch(store: () => TrackingStore): void {
  it('never takes a filter for more than it says', async () => {
    const experimentId = await store().experiments.create({ name: newName() });
    const runId = await newRun(store(), experimentId);
    await store().runs.logBatch(runId, { ...EMPTY_BATCH, tags: { a: "it's", b: '%' } });
    const search = (filter: string, orderBy: readonly string[] = []) =>
      store().runs.searchRuns({ experimentIds: [experimentId], view: 'ALL', filter, orderBy });
    const attacks = [
      "tags.a = 'x' OR 1=1",
      "tags.a = 'x'; drop table perdure.tracking_runs",
      "tags.a = 'x' -- '",
      "tags.a = 'x') or (true",
      "attributes.status = 'x' union select 1",
      'attributes.start_time = 1; select pg_sleep(9)',
      "attributes.__proto__ = 'x'",
      "constructor.name = 'x'",
      "tags.a = 'x",
    ];
    for (const filter of attacks) {
      await expect(search(filter), filter).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
      });
      await expect(search('', [filter]), filter).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
      });
    }
    await expect(search('metrics.a')).rejects.toThrow(/found its end/);
    const found = async (filter: string): Promise<number> => (await search(filter)).items.length;
    // What looks like SQL inside of quotes is a text.
    expect(await found("tags.a = 'it''s'")).toBe(1);
    expect(await found("tags.a = 'x'' or true --'")).toBe(0);
    expect(await found("tags.`a' or true` = 'x'")).toBe(0);
    expect(await found("tags.b LIKE '\\%'")).toBe(1);
    expect(await found("tags.a LIKE '\\%'")).toBe(0);
    expect(await found(`attributes.run_id IN ('${runId}')`)).toBe(1);
    expect(await found(`attributes.run_id NOT IN ('${runId}')`)).toBe(0);
    await expect(
      search('', ["tags.`x' desc; drop table perdure.runs` ASC"]),
    ).resolves.toBeDefined();
    for (const pageToken of ['x', 'bzA', 'b9999', '-1']) {
      const request = { experimentIds: [experimentId], view: 'ALL' as const, pageToken };
      await expect(store().runs.searchRuns(request)).rejects.toThrow(/page token/);
    }
  });

  it('hides the runs of a deleted experiment, and brings them back', async () => {
    const name = newName();
    const experimentId = await store().experiments.create({ name });
    await newRun(store(), experimentId);
    await store().experiments.remove(experimentId);
    const search = { experimentIds: [experimentId], view: 'ACTIVE_ONLY' as const };
    expect((await store().runs.searchRuns(search)).items).toEqual([]);
    await expect(newRun(store(), experimentId)).rejects.toThrow(/active/);
    await expect(store().experiments.create({ name })).rejects.toMatchObject({
      code: 'RESOURCE_ALREADY_EXISTS',
    });
    await store().experiments.restore(experimentId);
    expect((await store().runs.searchRuns(search)).items).toHaveLength(1);
  });
}

function describeTasks(store: () => TrackingStore): void {
  it('gives the tasks of a dag run one experiment and one parent, whoever comes first', async () => {
    const task = newTask();
    const paths = ['a', 'b[0]', 'b[1]', 'c'];
    await Promise.all(
      paths.map((path) => store().tasks.recordTask({ ...task, path }, EMPTY_BATCH)),
    );
    const experiment = await store().experiments.getByName(task.dagId);
    const parent = await store().runs.getRun(dagRunId(task.dagId, task.runId));
    expect(parent).toMatchObject({ experimentId: experiment?.experimentId, name: task.runId });
    for (const path of paths) {
      const run = await store().runs.getRun(taskRunId({ ...task, path }, 1));
      expect(run).toMatchObject({
        status: 'RUNNING',
        experimentId: experiment?.experimentId,
        tags: { 'mlflow.parentRunId': parent?.runId, 'perdure.task': path },
      });
    }
    await store().tasks.endTask({ ...task, path: 'a' }, 'FINISHED', new Date(T0 + 5));
    await store().tasks.endDagRun(task.dagId, task.runId, 'FAILED', new Date(T0 + 9));
    const statusOf = async (path: string) =>
      (await store().runs.getRun(taskRunId({ ...task, path }, 1)))?.status;
    expect([await statusOf('a'), await statusOf('c')]).toEqual(['FINISHED', 'FAILED']);
    expect(await store().runs.getRun(parent?.runId ?? '')).toMatchObject({
      status: 'FAILED',
      endMs: T0 + 9,
    });
  });

  it('lets a later attempt replace the steps it reaches, and refuses the earlier one', async () => {
    const task = newTask();
    const record = (attempt: number, metrics: readonly MetricPoint[]) =>
      store().tasks.recordTask({ ...task, attempt }, { ...EMPTY_BATCH, metrics });
    const steps = (from: number, value: number): MetricPoint[] =>
      [0, 1, 2, 3].slice(from).map((step) => point('loss', step, value, T0 + value * 100));
    for (let time = 0; time < 2; time += 1) await record(1, steps(0, 9));
    // The clock of another worker may be behind: its points count all the same.
    expect(await record(2, steps(2, 3))).toBe(true);
    expect(await record(1, steps(0, 7))).toBe(false);
    await store().tasks.endTask({ ...task, attempt: 1 }, 'FAILED', new Date());
    const runId = taskRunId(task, 1);
    const { points } = await store().runs.metricHistory(runId, 'loss', {});
    const kept = points.map(({ step, value }) => [step, value]).sort();
    expect(kept).toEqual([
      [0, 9],
      [1, 9],
      [2, 3],
      [3, 3],
    ]);
    const run = await store().runs.getRun(runId);
    expect(run?.metrics).toMatchObject([{ step: 3, value: 3 }]);
    expect(run?.status).toBe('RUNNING');
  });
}

function describeLoggedModels(store: () => TrackingStore): void {
  it('keeps logged models with their params, tags and metrics', async () => {
    const experimentId = await store().experiments.create({ name: newName() });
    const models = store().loggedModels;
    const made = await models.create({
      ...{ experimentId, name: 'net', modelType: '', sourceRunId: 'r' },
      ...{ params: { a: '1' }, tags: {} },
    });
    expect(made.modelId).toMatch(/^m-[0-9a-f]{32}$/);
    await models.setTags(made.modelId, { t: '1', u: '2' });
    await models.deleteTag(made.modelId, 'u');
    await expect(models.deleteTag(made.modelId, 'u')).rejects.toMatchObject({
      code: 'RESOURCE_DOES_NOT_EXIST',
    });
    const metric = { ...point('acc', 0, 0.5), runId: 'r' };
    await Promise.all([1, 2, 3].map(() => models.addMetrics(made.modelId, [metric])));
    await models.finalize(made.modelId, 'LOGGED_MODEL_READY');
    expect(await models.get(made.modelId)).toMatchObject({
      ...{ status: 'LOGGED_MODEL_READY', params: { a: '1' }, tags: { t: '1' } },
      metrics: [metric],
    });
    const found = async (filter: string): Promise<number> =>
      (await models.search([experimentId], { filter })).items.length;
    expect(await found("metrics.acc > 0.4 AND params.a = '1'")).toBe(1);
    expect(await found("name = 'other'")).toBe(0);
    await models.remove(made.modelId);
    expect(await models.get(made.modelId)).toBeUndefined();
  });
}

let count = 0;
function newName(): string {
  count += 1;
  return `lab-${process.pid}-${Date.now()}-${count}`;
}

async function newRun(store: TrackingStore, experimentId = '0'): Promise<string> {
  const run = { experimentId, user: 'ada', name: 'run', startMs: T0, tags: {} };
  return (await store.runs.createRun(run)).runId;
}

function newTask(): TrackedTask {
  const dagId = newName();
  return {
    ...{ dagId, runId: 'manual-1', path: 'train', generation: 1, attempt: 1, tryNumber: 1 },
    ...{ user: 'worker', startedAt: new Date(T0) },
  };
}

function point(key: string, step: number, value: number, timestamp = T0 + step): MetricPoint {
  return { key, value, timestamp, step };
}
