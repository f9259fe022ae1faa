import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { manifestTasks } from '../../server/runs/run-manifest.ts';
import { sweepOnce } from '../../workers/roles/sweep-runs.ts';
import { startEngine, type EngineUnderTest, type RunEnd } from './setup/engine-under-test.ts';

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine('engine');
});
afterAll(async () => {
  await engine.stop();
});

async function states(end: RunEnd): Promise<Record<string, string>> {
  const rows = await engine.stores.runs.listInstances(end.dagId, end.runId);
  return Object.fromEntries(rows.map(({ path, state }) => [path, state]));
}

async function historyOf(end: RunEnd): Promise<{ types: string[]; ids: string[]; bytes: number }> {
  const { events } = await engine.temporal.client.workflow.getHandle(end.workflowId).fetchHistory();
  const scheduled = (events ?? []).flatMap(
    ({ activityTaskScheduledEventAttributes: attributes }) => (attributes ? [attributes] : []),
  );
  return {
    types: scheduled.map(({ activityType }) => activityType?.name ?? ''),
    ids: scheduled.map(({ activityId }) => activityId ?? ''),
    bytes: Buffer.byteLength(JSON.stringify(events)),
  };
}

describe('a dag run on a real server', () => {
  it('runs a map, a branch, a group and a short circuit to the right states and result', async () => {
    const end = await engine.run('shapes', { n: 4 });
    expect(end.failure).toBeUndefined();
    expect(end.outcome).toMatchObject({ state: 'success', result: { word: 'large 12', sum: 12 } });
    expect(await states(end)).toMatchObject({
      list: 'success',
      'double[0]': 'success',
      'double[3]': 'success',
      'report.total': 'success',
      say_large: 'success',
      say_small: 'skipped',
      only_above_100: 'success',
      above: 'skipped',
    });
  });

  it('shows the dag id as workflow type, task ids as activity types and paths as activity ids', async () => {
    const end = await engine.run('shapes', { n: 2 });
    const description = await engine.temporal.client.workflow.getHandle(end.workflowId).describe();
    expect(description.type).toBe('shapes');
    expect(await description.staticSummary()).toContain('shapes');
    expect(await description.staticDetails()).toContain('├─ group report');
    const history = await historyOf(end);
    expect(history.types).toContain('shapes.report.total');
    expect(history.ids).toEqual(expect.arrayContaining(['list', 'double[0]', 'double[1]']));
  });

  it('can be found by its search attributes', async () => {
    const end = await engine.run('shapes', { n: 1 });
    const query = `DagId="shapes" AND DagRunId="${end.runId}" AND DagState="success" AND RunType="manual"`;
    await expect.poll(() => found(query), { timeout: 10_000 }).toBe(1);
  });

  it('skips what hangs on an empty map and still ends', async () => {
    const end = await engine.run('shapes', { n: 0 });
    expect(end.outcome?.state).toBe('success');
    expect(await states(end)).toMatchObject({ list: 'success', 'report.total': 'skipped' });
  });

  it('tries again as often as the author said, and no more', async () => {
    const end = await engine.run('retrying', { failures: 2 });
    expect(end.outcome).toMatchObject({ state: 'success', result: 3 });
    const failed = await engine.run('retrying', { failures: 9 });
    expect(failed.failure?.cause).toMatchObject({ type: 'DagRunFailed' });
    const attempts = await engine.stores.runs.listAttempts({ ...failed, path: 'flaky' });
    expect(attempts.map(({ tryNumber }) => tryNumber)).toEqual([1, 2, 3, 4]);
  });

  it('names the path and the value of a bad output, after one try, and stops what follows', async () => {
    const end = await engine.run('bad_output');
    expect(String(end.failure?.cause)).toContain('features[1].age');
    const attempts = await engine.stores.runs.listAttempts({ ...end, path: 'lying' });
    expect(attempts).toHaveLength(1);
    expect(await states(end)).toMatchObject({ lying: 'failed', after: 'upstream_failed' });
  });

  it('keeps values of 5 MB out of the history', async () => {
    const bytes = 5 * 2 ** 20;
    const end = await engine.run('large_values', { bytes });
    expect(end.outcome?.result).toEqual([bytes + 1, bytes + 2, bytes + 3]);
    expect((await historyOf(end)).bytes).toBeLessThan(100_000);
  });

  it('ends a cancelled run as failed, its open tasks stopped and the rest skipped', async () => {
    const workflowId = await engine.start('cancellable', { ms: 60_000 });
    const runId = workflowId.split('/')[1] ?? '';
    const running = async (): Promise<string | undefined> =>
      (await engine.stores.runs.getInstance({ dagId: 'cancellable', runId, path: 'slow' }))?.state;
    await expect.poll(running, { timeout: 15_000 }).toBe('running');
    await engine.temporal.client.workflow.getHandle(workflowId).cancel();
    const end = await engine.end(workflowId);
    expect(end.failure?.cause?.constructor.name).toBe('CancelledFailure');
    expect(await states(end)).toMatchObject({ slow: 'failed', after: 'skipped' });
    expect((await engine.stores.runs.getRun('cancellable', runId))?.state).toBe('failed');
  });

  it('lets only as many runs at once as the dag allows', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => engine.start('one_at_a_time', { ms: 400 })));
    const ends = await Promise.all(ids.map((id) => engine.end(id)));
    expect(ends.map((end) => end.outcome?.state)).toEqual(['success', 'success', 'success']);
    const spans = await Promise.all(
      ends.map(
        async ({ dagId, runId }) => (await engine.stores.runs.listInstances(dagId, runId))[0],
      ),
    );
    const sorted = spans
      .map((row) => [row?.startedAt?.getTime() ?? 0, row?.endedAt?.getTime() ?? 0] as const)
      .sort((a, b) => a[0] - b[0]);
    for (const [index, [start]] of sorted.entries()) {
      if (index > 0) expect(start).toBeGreaterThanOrEqual(sorted[index - 1]?.[1] ?? Infinity);
    }
  }, 60_000);

  it('runs an isolated task in a process of its own and ends one that never comes back', async () => {
    const end = await engine.run('isolated');
    expect(end.outcome?.state).toBe('success');
    expect(end.outcome?.result).not.toBe(process.pid);
    const endless = await engine.run('endless');
    expect(String(endless.failure?.cause)).toContain('loop');
    const row = await engine.stores.runs.getInstance({ ...endless, path: 'loop' });
    expect(row?.error?.type).toBe('AttemptTimeout');
  }, 60_000);
});

describe('a schedule', () => {
  it('starts a run of type scheduled when it is triggered', async () => {
    await engine.temporal.client.schedule.getHandle('dag/yearly').trigger();
    const runs = (): Promise<readonly { state: string; runType: string }[]> =>
      engine.stores.runs.listRuns({ dagId: 'yearly' });
    await expect.poll(async () => (await runs())[0]?.state, { timeout: 20_000 }).toBe('success');
    expect((await runs())[0]).toMatchObject({ runType: 'scheduled' });
  });
});

describe('the sweep of open runs', () => {
  const sweep = (): Promise<void> =>
    sweepOnce({ ...engine, request: { log: pino({ level: 'silent' }) } }, new Date(), -1);

  it('starts a run whose row was written before its start was cut off', async () => {
    const plan = await engine.stores.dags.plan('shapes');
    const now = new Date();
    await engine.stores.runs.createRun({
      dagId: 'shapes',
      runId: 'cut-off',
      runType: 'manual',
      planHash: plan?.hash ?? '',
      params: { n: 4 },
      logicalDate: now,
      dataInterval: { start: now, end: now },
      state: 'running',
      workflowId: 'shapes/cut-off',
    });
    await sweep();
    expect((await engine.end('shapes/cut-off')).outcome?.state).toBe('success');
  });

  it('ends a run whose workflow was terminated from outside', async () => {
    const workflowId = await engine.start('cancellable', { ms: 60_000 }, 'terminated');
    await engine.temporal.client.workflow.getHandle(workflowId).terminate('test');
    await sweep();
    const row = await engine.stores.runs.getRun('cancellable', 'terminated');
    expect(row).toMatchObject({ state: 'failed' });
    expect(row?.note).toContain('terminated');
  });

  it('lets a run go on whose workflow the server has lost, as its next generation', async () => {
    const runId = 'lost';
    const workflowId = await engine.start('cancellable', { ms: 3_000 }, runId);
    const key = { dagId: 'cancellable', runId, path: 'slow' };
    const running = async (): Promise<string | undefined> =>
      (await engine.stores.runs.getInstance(key))?.state;
    await expect.poll(running, { timeout: 15_000 }).toBe('running');
    const { client, namespace } = engine.temporal;
    await client.workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId },
    });
    const isThere = (): Promise<boolean> =>
      client.workflow
        .getHandle(workflowId)
        .describe()
        .then(
          () => true,
          () => false,
        );
    await expect.poll(isThere, { timeout: 20_000 }).toBe(false);
    await sweep();
    expect((await engine.end(workflowId)).outcome?.state).toBe('success');
    const run = await engine.stores.runs.getRun('cancellable', runId);
    expect(run).toMatchObject({ state: 'success', generation: 2 });
    const attempts = await engine.stores.runs.listAttempts(key);
    expect(attempts.map(({ fence }) => fence.generation)).toEqual([1, 2]);
    expect(attempts[1]).toMatchObject({ state: 'success' });
  }, 60_000);
});

describe('a run that trains models', () => {
  it('comes to the same data and models, byte for byte, when it is made again', async () => {
    const [first, again] = await Promise.all(
      [7, 7].map(async (seed) => modelsOf(await engine.run('training', { seed }))),
    );
    expect(first?.filter((text) => text.startsWith('model '))).toHaveLength(2);
    expect(again).toEqual(first);
  }, 60_000);
});

/** Data sets and models of a run, as its manifest names them. */
async function modelsOf({ dagId, runId, failure }: RunEnd): Promise<readonly string[]> {
  expect(failure).toBeUndefined();
  const run = await engine.stores.runs.getRun(dagId, runId);
  if (run === undefined) throw new Error(`There is no run "${runId}".`);
  const tasks = await manifestTasks(engine.stores, run);
  return tasks.flatMap(({ row, contents }) =>
    contents
      .filter(({ kind }) => kind !== 'file')
      .map(({ kind, at, sha256 }) => `${kind} ${row.path}${at} ${sha256}`),
  );
}

async function found(query: string): Promise<number> {
  let count = 0;
  for await (const _execution of engine.temporal.client.workflow.list({ query })) count += 1;
  return count;
}
