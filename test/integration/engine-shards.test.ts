import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NativeConnection, Worker } from '@temporalio/worker';
import { startEngine, type EngineUnderTest, type RunEnd } from './setup/engine-under-test.ts';

/** By `npm run test:long`. */
const slow = process.env['PERDURE_SLOW'] === '1';

let engine: EngineUnderTest;
beforeAll(async () => {
  const dags = fileURLToPath(new URL('./control-dags', import.meta.url));
  engine = await startEngine('shards', { dags });
});
afterAll(async () => {
  await engine.stop();
});

const small = { shardInstances: 10 };

async function finish(n: number, limits?: typeof small): Promise<RunEnd> {
  return engine.end(await engine.start('big_map', { n }, undefined, limits));
}

async function eventsOf(workflowId: string): Promise<number> {
  const { events } = await engine.temporal.client.workflow.getHandle(workflowId).fetchHistory();
  return events?.length ?? 0;
}

describe('a map cut into shards', () => {
  it('is one run from outside: results in order, every instance in its rows and counts', async () => {
    const end = await finish(35, small);
    expect(end.failure).toBeUndefined();
    expect(end.outcome).toMatchObject({
      state: 'success',
      counts: { success: 37 },
      result: { inOrder: true, count: 35 },
    });
    const rows = await engine.stores.runs.listInstances(end.dagId, end.runId);
    const squares = rows.filter(({ taskId }) => taskId === 'square');
    expect(squares.map(({ state }) => state)).toEqual(Array(35).fill('success'));
    expect(await eventsOf(end.workflowId)).toBeLessThan(120);
    const description = await engine.temporal.client.workflow
      .getHandle(`${end.workflowId}/square[]/3`)
      .describe();
    expect(description.type).toBe('perdure.shard');
  }, 60_000);

  it('clears one item of a closed run: no other item runs again', async () => {
    const end = await finish(35, small);
    const attempts = (i: number): Promise<readonly unknown[]> =>
      engine.stores.runs.listAttempts({ ...end, path: `square[${i}]` });
    const selection = { paths: ['square[17]'], downstream: true };
    const verb = { verb: 'clear', selection, keepCheckpoints: false } as const;
    const reply = await engine.control(end.workflowId, verb);
    expect(reply).toMatchObject({ count: 2, paths: ['square[17]', 'sum_up'] });
    const again = await engine.end(end.workflowId);
    expect(again.outcome).toMatchObject({ state: 'success', result: { inOrder: true, count: 35 } });
    expect(await attempts(17)).toHaveLength(2);
    expect(await attempts(16)).toHaveLength(1);
    expect(await attempts(34)).toHaveLength(1);
    const sum = await engine.stores.runs.listAttempts({ ...end, path: 'sum_up' });
    expect(sum).toHaveLength(2);
  }, 60_000);

  it.runIf(slow)(
    'takes 1,200 items in three shards at the ordinary limits (long)',
    async () => {
      const end = await finish(1_200);
      expect(end.outcome).toMatchObject({
        state: 'success',
        counts: { success: 1_202 },
        result: { inOrder: true, count: 1_200 },
      });
      expect(await eventsOf(end.workflowId)).toBeLessThan(120);
      for (const shard of [0, 1, 2]) {
        expect(await eventsOf(`${end.workflowId}/square[]/${shard}`)).toBeLessThan(5_000);
      }
    },
    120_000,
  );
});

describe('an item of a shard that runs', () => {
  it('is cleared there and then: no other item runs again, and its shard goes on', async () => {
    const limits = { shardInstances: 4 };
    const workflowId = await engine.start('worked_map', { n: 4 }, undefined, limits);
    const [dagId = '', runId = ''] = workflowId.split('/');
    const asked = async (): Promise<readonly string[]> =>
      (await engine.stores.approvals.list({ open: true, dagId }))
        .map(({ path, generation }) => `${path} ${generation}`)
        .sort();
    const attempts = async (i: number): Promise<number> =>
      (await engine.stores.runs.listAttempts({ dagId, runId, path: `work[${i}]` })).length;
    const questions = (...generations: number[]): readonly string[] =>
      generations.map((generation, i) => `agree[${i}] ${generation}`);
    await expect.poll(asked, { timeout: 20_000 }).toEqual(questions(1, 1, 1, 1));
    // Rows of live states come a moment later, and the reply counts rows.
    const row = () => engine.stores.runs.getInstance({ dagId, runId, path: 'agree[1]' });
    await expect.poll(async () => (await row())?.state).toBe('awaiting_input');
    const selection = { paths: ['work[1]'], downstream: true };
    const verb = { verb: 'clear', selection, keepCheckpoints: false } as const;
    expect(await engine.control(workflowId, verb)).toMatchObject({
      ...{ count: 2, paths: ['agree[1]', 'work[1]'], generation: 2 },
    });
    await expect.poll(asked, { timeout: 20_000 }).toEqual(questions(1, 2, 1, 1));
    expect([await attempts(0), await attempts(1), await attempts(2)]).toEqual([1, 2, 1]);
    const mark = { verb: 'mark', state: 'success', selection: { paths: ['agree[3]'] } } as const;
    expect(await engine.control(workflowId, mark)).toMatchObject({ count: 1, generation: 3 });
    for (const i of [0, 1, 2]) {
      const path = `agree[${i}]`;
      await engine.control(workflowId, { verb: 'answer', path, decision: 'approved', answer: {} });
    }
    const end = await engine.end(workflowId);
    expect(end.outcome).toMatchObject({ state: 'success', counts: { success: 9 } });
    const executions: string[] = [];
    for await (const each of engine.temporal.client.workflow.list())
      executions.push(each.workflowId);
    expect(executions.filter((id) => id.startsWith(`${workflowId}/`))).toHaveLength(2);
  }, 60_000);
});

describe('questions inside shards', () => {
  it('are answered one by one, each in its own shard, and only once', async () => {
    const workflowId = await engine.start('asked_map', { n: 6 }, undefined, { shardInstances: 2 });
    const [dagId = '', runId = ''] = workflowId.split('/');
    const asked = async (): Promise<readonly string[]> =>
      (await engine.stores.approvals.list({ open: true, dagId })).map(({ path }) => path).sort();
    const answer = (path: string, decision: 'approved' | 'rejected') =>
      engine.control(workflowId, { verb: 'answer', path, decision, answer: {} });
    // Four shards at once hold all six questions.
    await expect
      .poll(asked, { timeout: 20_000 })
      .toEqual([0, 1, 2, 3, 4, 5].map((item) => `ask[${item}]`));
    for (const item of [5, 0, 3]) await answer(`ask[${item}]`, 'rejected');
    await expect.poll(asked, { timeout: 20_000 }).toHaveLength(3);
    for (const item of [1, 2, 4]) await answer(`ask[${item}]`, 'approved');
    const end = await engine.end(workflowId);
    const decisions = ['rejected', 'approved', 'approved', 'rejected', 'approved', 'rejected'];
    expect(end.outcome?.result).toEqual(decisions.map((decision, item) => ({ item, decision })));
    expect(await engine.stores.runs.countInstances(dagId, runId)).toMatchObject({ success: 8 });
  }, 60_000);
});

describe('a run that a run starts', () => {
  it('calls its callbacks: each try, its retry and its end, once each', async () => {
    const end = await engine.run('told_parent');
    expect(end.failure).toBeDefined();
    const kinds = async (): Promise<readonly string[]> =>
      (await engine.stores.outbox.list({ topic: 'callback' }))
        .filter(({ id, sentAt }) => id.includes(`/${end.runId}/`) && sentAt !== null)
        .map(({ id }) => id.split('/').slice(3).join(' '))
        .sort();
    await expect
      .poll(kinds, { timeout: 20_000 })
      .toEqual([
        ...['ill g1 t1 execute', 'ill g1 t1 retry', 'ill g1 t2 execute', 'ill g1 t2 failure'],
        ...['well g1 t1 execute', 'well g1 t1 success'],
      ]);
  }, 60_000);
});

describe('a worker that is silent', () => {
  it('is given up: the task fails with the name of the heartbeat that did not come', async () => {
    const silent = await Worker.create({
      connection: await NativeConnection.connect({ address: engine.temporal.address }),
      namespace: engine.temporal.namespace,
      taskQueue: 'hung',
      // Takes every task and says nothing more.
      activities: { default: () => new Promise<never>(() => undefined) },
      shutdownGraceTime: 0,
      shutdownForceTime: '1s',
    });
    const running = silent.run().catch(() => undefined);
    const end = await engine.run('hung_dag');
    expect(end.failure?.cause).toMatchObject({
      message: expect.stringContaining('HeartbeatTimeout') as string,
    });
    const row = await engine.stores.runs.getInstance({ ...end, path: 'hung' });
    expect(row?.reason).toMatch(/^HeartbeatTimeout: /);
    silent.shutdown();
    await running;
  }, 120_000);
});
