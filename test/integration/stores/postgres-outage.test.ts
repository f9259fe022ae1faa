import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStores } from '../../../stores/open-stores.ts';
import type { Claim, NewRun } from '../../../stores/runs/run-store.ts';
import type { Stores } from '../../../stores/stores.ts';
import { startTestPostgres, type TestPostgres } from '../../servers/postgres.ts';

/** By `npm run test:long`. */
const slow = process.env['PERDURE_SLOW'] === '1';

const KILLS = 4;

describe('Postgres killed with SIGKILL under load', () => {
  let postgres: TestPostgres;
  let stores: Stores;
  let folder: string;
  const faults: string[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    folder = await mkdtemp(join(tmpdir(), 'perdure-objects-'));
    const onFault = (message: string): number => faults.push(message);
    const place = { databaseUrl: postgres.url, objectStore: `file://${folder}` };
    stores = await openStores({ ...place, onFault });
  });
  afterAll(async () => {
    await stores.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('loses no acknowledged write, counts no try twice and needs no new pool', async () => {
    let over = false;
    const tasks: string[] = [];
    const created: string[] = [];
    const registered: number[] = [];
    const rounds = Array.from({ length: 6 }, async (_, lane) => {
      for (let round = 0; !over; round += 1) {
        const id = `${lane}-${round}`;
        const { created: mine } = await stores.runs.createRun(run(id));
        if (mine) created.push(id);
        await finishTask(stores, id);
        tasks.push(id);
        if (round % 5 === 0) registered.push(await register(stores, id));
      }
    });
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(400 + Math.random() * 400);
      await postgres.kill9();
      await sleep(150);
      await postgres.restart();
    }
    await sleep(300);
    over = true;
    await Promise.all(rounds);

    // Each run had one creator, who knows it although some answers were lost.
    expect(created.sort()).toEqual([...tasks].sort());
    for (const id of tasks) {
      const key = { dagId: 'outage', runId: id, path: 'train' };
      const row = await stores.runs.getInstance(key);
      expect(row).toMatchObject({ state: 'success', tryNumber: 1 });
      expect(await stores.runs.listAttempts(key)).toHaveLength(1);
      expect(await stores.runs.getRun('outage', id)).toMatchObject({ state: 'success' });
    }
    const versions = await stores.models.listVersions('outage');
    const numbers = versions.map(({ version }) => version).reverse();
    expect(numbers).toEqual(registered.map((_, index) => index + 1));
    expect([...registered].sort((a, b) => a - b)).toEqual(numbers);
    expect(tasks.length).toBeGreaterThan(50);
  }, 120_000);

  it('hears of idle connections that were lost, and goes on', async () => {
    await Promise.all([stores.runs.listRuns({}), stores.fleet.list(), stores.dags.list()]);
    faults.length = 0;
    await postgres.kill9();
    await sleep(200);
    await postgres.restart();
    expect(faults.length).toBeGreaterThan(0);
    expect(await stores.runs.listRuns({ limit: 1 })).toHaveLength(1);
  }, 60_000);

  it.runIf(slow)(
    'gives up with the reason when Postgres stays away (long)',
    async () => {
      const place = { databaseUrl: 'postgres://x:y@127.0.0.1:1/none', objectStore: 'file:///tmp' };
      const started = Date.now();
      await expect(openStores(place)).rejects.toThrow(/ECONNREFUSED/);
      expect(Date.now() - started).toBeLessThan(25_000);
    },
    60_000,
  );
});

async function finishTask(stores: Stores, id: string): Promise<void> {
  const key = { dagId: 'outage', runId: id, path: 'train' };
  const fence = { generation: 1, attempt: 1 };
  await stores.runs.claim(key, claim);
  const times = { startedAt: new Date(), endedAt: new Date() };
  const done = await stores.runs.complete(key, fence, {
    ...{ claim, state: 'success', output: { id }, ...times },
  });
  if (!done) throw new Error(`The completion of "${id}" was refused.`);
  const end = { state: 'success', endedAt: new Date(), result: id, instances: [] } as const;
  await stores.runs.finishRun({ dagId: 'outage', runId: id, ...end });
}

async function register(stores: Stores, id: string): Promise<number> {
  const source = { dagId: 'outage', runId: id, path: 'train' };
  const file = { objectKey: 'models/x', sha256: 'a'.repeat(64), size: 1 };
  const facts = { signature: {}, metrics: {}, lineage: {}, tags: {} };
  const row = await stores.models.createVersion({ name: 'outage', source, ...file, ...facts });
  return row.version;
}

const claim: Claim = {
  fence: { generation: 1, attempt: 1 },
  ...{ taskId: 'train', mapIndex: [], queue: 'cpu', logKey: 'l' },
  worker: { identity: 'w', build: 'b' },
};

function run(runId: string): NewRun {
  const at = new Date();
  const dates = { logicalDate: at, dataInterval: { start: at, end: at } };
  const ids = { dagId: 'outage', runId, runType: 'manual', planHash: 'h', workflowId: runId };
  return { ...ids, ...dates, params: {}, state: 'running' };
}
