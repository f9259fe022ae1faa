import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryStores } from '../../stores/memory-stores.ts';
import type { NewRun } from '../../stores/runs/run-store.ts';
import { dataKey } from '../../stores/objects/object-key.ts';
import { poke, sensorContext } from '../testing/sensor-context.ts';
import { dagRunDone } from './dag-run-done.ts';
import { fileExists } from './file-exists.ts';
import { objectExists } from './object-exists.ts';
import { timeReached } from './time-reached.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'perdure-sensors-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('fileExists', () => {
  const ask = (input: object): Promise<unknown> =>
    poke(fileExists, { minBytes: 0, folder: false, ...input }, sensorContext({}));

  test('waits for a file, by path or by URL, and for enough of it', async () => {
    const path = join(folder, 'part-1');
    expect(await ask({ path })).toBeUndefined();
    await writeFile(path, 'abc');
    expect(await ask({ path })).toMatchObject({ path, bytes: 3 });
    expect(await ask({ path: pathToFileURL(path).href })).toMatchObject({ bytes: 3 });
    expect(await ask({ path, minBytes: 4 })).toBeUndefined();
  });

  test('takes a folder for a file only when asked to', async () => {
    expect(await ask({ path: folder })).toBeUndefined();
    expect(await ask({ path: folder, folder: true })).toMatchObject({ path: folder });
    expect(await ask({ path: join(folder, 'part-1', 'inside') })).toBeUndefined();
  });
});

describe('objectExists', () => {
  const { objects } = memoryStores();
  const ask = (input: object, secrets = {}): Promise<unknown> =>
    poke(
      objectExists,
      { minBytes: 0, ...input },
      sensorContext({ services: { objects }, secrets }),
    );

  test("finds what lies in the project's own store", async () => {
    const key = dataKey('a'.repeat(64), 'bin');
    const uri = `${objects.location.replace(/\/$/, '')}/${key}`;
    expect(await ask({ uri })).toBeUndefined();
    await objects.put(key, Buffer.from('hello'));
    expect(await ask({ uri })).toMatchObject({ uri, bytes: 5 });
    expect(await ask({ uri, minBytes: 6 })).toBeUndefined();
  });

  test('says what an address looks like, and never shows the secret it cannot read', async () => {
    await expect(ask({ uri: 'ftp://host/key' })).rejects.toThrow(/write s3:\/\/bucket\/key/);
    const asked = ask({ uri: 's3://b/k', access: 'keys' }, { keys: '{"password":"hunter2"' });
    await expect(asked).rejects.toThrow(/accessKeyId/);
    await expect(asked).rejects.not.toThrow(/hunter2/);
  });
});

describe('timeReached', () => {
  const ask = (time: string): Promise<unknown> => poke(timeReached, { time }, sensorContext({}));

  test('is ready once the time has come, in whichever zone it was written', async () => {
    expect(await ask('2000-01-01T02:00:00+02:00')).toEqual({ time: '2000-01-01T02:00:00+02:00' });
    expect(await ask('2999-01-01T00:00:00Z')).toBeUndefined();
  });
});

describe('dagRunDone', () => {
  const day = '2026-11-20T00:00:00.000Z';

  async function storesWith(...runs: readonly Partial<NewRun>[]) {
    const stores = memoryStores();
    for (const more of runs) {
      await stores.runs.createRun({
        ...{ dagId: 'up', runId: 'one', runType: 'scheduled', planHash: 'h', params: {} },
        ...{ logicalDate: new Date(day), intervalStart: new Date(day), intervalEnd: new Date(day) },
        ...{ state: 'queued', build: null, generation: 1 },
        ...more,
        // Each adapter reads these fields only.
      } as NewRun);
    }
    return stores;
  }
  const ask = (stores: ReturnType<typeof memoryStores>, input: object = {}): Promise<unknown> =>
    poke(
      dagRunDone,
      { dagId: 'up', states: ['success'], ...input },
      sensorContext({ services: { runs: stores.runs }, logicalDate: day }),
    );
  const end = (
    stores: ReturnType<typeof memoryStores>,
    runId: string,
    state: 'success' | 'failed',
  ) =>
    stores.runs.finishRun({
      ...{ dagId: 'up', runId, state, endedAt: new Date(), result: { n: 1 }, instances: [] },
    });

  test("waits for the run of this run's logical date, and gives its result", async () => {
    const other = { runId: 'other', logicalDate: new Date('2026-11-19T00:00:00Z') };
    const stores = await storesWith(other, {});
    await end(stores, 'other', 'success');
    expect(await ask(stores)).toBeUndefined();
    await end(stores, 'one', 'success');
    expect(await ask(stores)).toEqual({
      ...{ dagId: 'up', runId: 'one', state: 'success', result: { n: 1 } },
    });
  });

  test('waits while there is no such run', async () => {
    const stores = await storesWith();
    expect(await ask(stores)).toBeUndefined();
    expect(await ask(stores, { runId: 'one' })).toBeUndefined();
  });

  test('fails for good when the run ended otherwise, unless that is wanted', async () => {
    const stores = await storesWith({});
    await end(stores, 'one', 'failed');
    await expect(ask(stores)).rejects.toThrow('failed for good: up/one ended as failed.');
    expect(await ask(stores, { states: ['success', 'failed'] })).toMatchObject({ state: 'failed' });
  });

  test('waits for one task of the run', async () => {
    const stores = await storesWith({});
    const at = new Date();
    const row = { path: 'train[1]', taskId: 'train', mapIndex: [1], at };
    const record = (state: 'queued' | 'skipped') =>
      stores.runs.recordTransitions('up', 'one', [{ ...row, state }]);
    await record('queued');
    expect(await ask(stores, { task: 'train[1]' })).toBeUndefined();
    await record('skipped');
    await expect(ask(stores, { task: 'train[1]' })).rejects.toThrow(
      'Task "train[1]" of up/one ended as skipped.',
    );
    expect(await ask(stores, { task: 'train[1]', states: ['skipped'] })).toMatchObject({
      state: 'skipped',
    });
  });

  test('says so where a task in a process of its own cannot see the runs', async () => {
    await expect(
      poke(dagRunDone, { dagId: 'up', states: ['success'] }, sensorContext({})),
    ).rejects.toThrow(/isolation/);
  });
});
