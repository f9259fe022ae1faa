import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineUnderTest, type RunEnd } from './setup/engine-under-test.ts';

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
    await engine.control(end.workflowId, { verb: 'clear', selection, keepCheckpoints: false });
    const again = await engine.end(end.workflowId);
    expect(again.outcome).toMatchObject({ state: 'success', result: { inOrder: true, count: 35 } });
    expect(await attempts(17)).toHaveLength(2);
    expect(await attempts(16)).toHaveLength(1);
    expect(await attempts(34)).toHaveLength(1);
    const sum = await engine.stores.runs.listAttempts({ ...end, path: 'sum_up' });
    expect(sum).toHaveLength(2);
  }, 60_000);

  it('takes 1,200 items in three shards at the ordinary limits', async () => {
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
  }, 120_000);
});
