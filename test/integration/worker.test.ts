import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineUnderTest } from './setup/engine-under-test.ts';
import { Sink } from './setup/sink.ts';

const sink = new Sink();
let engine: EngineUnderTest;
beforeAll(async () => {
  process.env['PERDURE_TEST_SINK'] = await sink.open();
  engine = await startEngine('worker', {
    dags: fileURLToPath(new URL('worker-dags', import.meta.url)),
  });
});
afterAll(async () => {
  await engine.stop();
  sink.close();
});

const keyOf = (runId: string, dagId: string, path: string) => ({ dagId, runId, path });

describe('a worker on a real server', () => {
  it('asks a sensor until it is ready, in one try, and holds nothing in between', async () => {
    const end = await engine.run('waiting', {}, 'w1');
    expect(end.outcome).toMatchObject({ state: 'success' });
    const attempts = await engine.stores.runs.listAttempts(keyOf('w1', 'waiting', 'third'));
    expect(attempts).toMatchObject([{ state: 'success', tryNumber: 1 }]);
  });

  it('runs one task a device, whatever queue brought it', async () => {
    const end = await engine.run('sharing', {}, 's1');
    expect(end.outcome).toMatchObject({
      state: 'success',
      result: { plain: [1, 1, 1, 1], large: [1, 1, 1, 1] },
    });
    const queues = (await engine.stores.fleet.list()).flatMap(({ queues: all = [] }) => all);
    expect(queues).toContain('gpu@gpuMemory=1073742');
  });

  it('runs 200 local tasks one after the other, each on record', async () => {
    const end = await engine.run('chained', {}, 'c1');
    expect(end.outcome).toMatchObject({ state: 'success', result: 200 });
    const rows = await engine.stores.runs.listInstances('chained', 'c1');
    expect(rows.filter(({ state }) => state === 'success')).toHaveLength(200);
  });
});

describe('callbacks', () => {
  it('are told once of each beginning and end, of the task and of the run', async () => {
    sink.told.length = 0;
    await engine.run('telling', { fail: true }, 't1');
    expect(await sink.until(5)).toEqual(
      ['execute', 'execute', 'failure', 'retry', 'run failure'].sort(),
    );
    await sleep(1_500);
    expect(sink.told).toHaveLength(5);
  });

  it('that cannot be told wait, the task is a success, and a worker that comes later tells them', async () => {
    sink.told.length = 0;
    sink.down = true;
    const end = await engine.run('telling', { fail: false }, 't2');
    expect(end.outcome).toMatchObject({ state: 'success' });
    await engine.restart();
    sink.down = false;
    expect(await sink.until(3)).toEqual(['execute', 'run success', 'success']);
    await sleep(1_500);
    expect(sink.told).toHaveLength(3);
    const unsent = await engine.stores.outbox.list({ unsent: true });
    expect(unsent).toEqual([]);
  });
});
