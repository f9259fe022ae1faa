import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../dsl/plan/json.ts';
import { openStores } from '../../stores/open-stores.ts';
import { migrateUp } from '../../stores/postgres/index.ts';
import type { RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import { connectTemporal, startRun, type TemporalClient } from '../../stores/temporal/index.ts';
import { startPostgres } from '../../workers/stack/postgres.ts';
import { processEntry } from '../../workers/stack/process-entry.ts';
import { startTemporal } from '../../workers/stack/temporal.ts';
import { Sink } from './setup/sink.ts';

/** Worker processes that come and go while a server stays. */
const DAGS = fileURLToPath(new URL('rolling-dags', import.meta.url));

/** By `npm run test:long`. */
const slow = process.env['PERDURE_SLOW'] === '1';

const sink = new Sink();
const home = mkdtempSync(join(tmpdir(), 'perdure-rolling-'));
const workers: ChildProcess[] = [];
const closing: (() => Promise<void> | void)[] = [];
let env: NodeJS.ProcessEnv;
let stores: Stores;
let temporal: TemporalClient;

beforeAll(async () => {
  const plain = { ...process.env, TEMPORAL_ADDRESS: '', DATABASE_URL: '' };
  const [server, postgres] = await Promise.all([
    startTemporal({ home, env: plain, port: 42_000 + (process.pid % 5_000), durability: 'NORMAL' }),
    startPostgres({ home, env: plain, port: 47_000 + (process.pid % 5_000) }),
  ]);
  closing.push(
    () => postgres.stop(),
    () => server.stop(),
  );
  await migrateUp(postgres.databaseUrl);
  const objectStore = `file://${join(home, 'objects')}`;
  process.env['TEMPORAL_ADDRESS'] = server.address;
  env = {
    ...process.env,
    DATABASE_URL: postgres.databaseUrl,
    PERDURE_OBJECT_STORE: objectStore,
    PERDURE_VERSIONING: 'off',
    PERDURE_TEST_SINK: await sink.open(),
  };
  stores = await openStores({ databaseUrl: postgres.databaseUrl, objectStore });
  temporal = await connectTemporal();
  closing.unshift(
    () => stores.close(),
    () => temporal.close(),
  );
  await startProcess();
}, 240_000);

afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  for (const close of closing) await close();
  sink.close();
  rmSync(home, { recursive: true, force: true });
});

/** Settles once the worker takes tasks. */
async function startProcess(): Promise<ChildProcess> {
  const queues = ['--queue', 'engine', '--queue', 'cpu', '--dags', DAGS];
  const { command, args } = processEntry('../../workers/roles/main', import.meta.url, queues);
  const worker = spawn(command, args, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  workers.push(worker);
  await new Promise<void>((resolve, reject) => {
    let said = '';
    worker.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-4_000);
      if (said.includes('Worker ready')) resolve();
    });
    worker.once('exit', () => reject(new Error(`A worker ended at its start: ${said}`)));
  });
  return worker;
}

async function begin(dagId: string, runId: string, params: JsonObject = {}): Promise<void> {
  const plan = await stores.dags.plan(dagId);
  if (plan === undefined) throw new Error(`"${dagId}" is not published.`);
  const now = new Date().toISOString();
  await startRun(temporal, stores, {
    ...{ plan, params },
    run: {
      ...{ dagId, runId, runType: 'manual', isLatest: true, logicalDate: now },
      dataInterval: { start: now, end: now },
    },
  });
}

async function ended(dagId: string, runId: string): Promise<RunRow> {
  for (;;) {
    const row = await stores.runs.getRun(dagId, runId);
    if (row?.state === 'success' || row?.state === 'failed') return row;
    await sleep(100);
  }
}

const newest = (): ChildProcess => {
  const worker = workers.at(-1);
  if (worker === undefined) throw new Error('No worker was started.');
  return worker;
};

async function succeeded(dagId: string, runId: string): Promise<number> {
  return (await stores.runs.countInstances(dagId, runId))['success'] ?? 0;
}

describe('worker processes that come and go', { timeout: 240_000 }, () => {
  it('share what one has made: eight equal tasks run one body, and the next run none', async () => {
    const valuesOf = async (runId: string, seed: number): Promise<ReadonlySet<unknown>> => {
      await begin('reusing', runId, { seed });
      const { result } = await ended('reusing', runId);
      // The dag returns this.
      return new Set((result as { values: unknown[] }).values);
    };
    const first = await valuesOf('r1', 1);
    expect(first.size).toBe(1);
    expect(await valuesOf('r2', 1)).toEqual(first);
    expect(await valuesOf('r3', 2)).not.toEqual(first);
  });

  it.runIf(slow)(
    'are replaced one after the other under load, and no task fails for it (long)',
    async () => {
      await begin('busy', 'b1');
      for (const least of [5, 40]) {
        while ((await succeeded('busy', 'b1')) < least) await sleep(50);
        const old = newest();
        await startProcess();
        const gone = once(old, 'exit');
        old.kill('SIGTERM');
        expect(await gone).toEqual([0, null]);
      }
      const row = await ended('busy', 'b1');
      expect(row.state).toBe('success');
      expect(row.result).toEqual(Array.from({ length: 120 }, (_, at) => at));
    },
  );

  it.runIf(slow)('that are killed lose no callback, and tell none twice (long)', async () => {
    sink.down = true;
    await begin('telling', 't1');
    expect((await ended('telling', 't1')).state).toBe('success');
    while (sink.refused === 0) await sleep(25);
    const gone = once(newest(), 'exit');
    newest().kill('SIGKILL');
    await gone;
    sink.down = false;
    await startProcess();
    expect(await sink.until(2)).toEqual(['success', 'success']);
    await sleep(2_000);
    expect(new Set(sink.told.map(({ messageId }) => messageId)).size).toBe(2);
    expect(sink.told).toHaveLength(2);
  });

  it.runIf(slow)(
    'that are killed lose no trial of a study: its history is that of an unbroken one (long)',
    async () => {
      await begin('tuned', 'u1');
      const unbroken = await ended('tuned', 'u1');
      expect(unbroken.state).toBe('success');
      await begin('tuned', 'u2');
      while ((await trialsDone('u2')).length < 4) await sleep(25);
      const gone = once(newest(), 'exit');
      newest().kill('SIGKILL');
      await gone;
      const done = await trialsDone('u2');
      expect(done.length).toBeLessThan(12);
      await startProcess();
      const broken = await ended('tuned', 'u2');
      // `trials` names the history by its hash.
      expect(broken.result).toEqual(unbroken.result);
      for (const path of done) {
        expect(await stores.runs.listAttempts({ dagId: 'tuned', runId: 'u2', path })).toHaveLength(
          1,
        );
      }
    },
  );

  it.runIf(slow)('that are killed do not change what ranks train together (long)', async () => {
    const url = join(home, 'rows.csv');
    writeFileSync(url, trainingRows());
    await startProcess();
    await begin('shared', 's1', { url });
    const unbroken = await ended('shared', 's1');
    expect(unbroken.state).toBe('success');
    await begin('shared', 's2', { url });
    const victim = await workerOfRank('s2', 1);
    const gone = once(victim, 'exit');
    victim.kill('SIGKILL');
    await gone;
    await startProcess();
    const broken = await ended('shared', 's2');
    expect(modelOf(broken)).toBe(modelOf(unbroken));
    const tries = await stores.runs.listAttempts(rankKey('s2', 1));
    expect(tries.length).toBeGreaterThan(1);
  });
});

function trainingRows(): string {
  const names = Array.from({ length: 8 }, (_, at) => `x${at}`);
  const rows = Array.from({ length: 900 }, (_, row) => {
    const x = names.map((_, at) => Math.sin((row + 1) * (at + 1.3)).toFixed(4));
    return [...x, Math.floor(Math.abs(Math.sin((row + 1) * 1.3) * 3))].join(',');
  });
  return [[...names, 'label'].join(','), ...rows].join('\n');
}

const rankKey = (runId: string, rank: number) => ({
  ...{ dagId: 'shared', runId, path: `train_distributed.train_rank[${rank}]` },
});

/** The process that trains a rank, once it is under way. */
async function workerOfRank(runId: string, rank: number): Promise<ChildProcess> {
  for (;;) {
    const checkpoint = await stores.runs.loadCheckpoint(rankKey(runId, rank));
    const row = await stores.runs.getInstance(rankKey(runId, rank));
    const pid = /:(\d+)$/.exec(row?.worker?.identity ?? '')?.[1];
    const worker = workers.find((each) => String(each.pid) === pid);
    if (checkpoint !== undefined && worker !== undefined) return worker;
    await sleep(25);
  }
}

function modelOf({ state, result }: RunRow): unknown {
  expect(state).toBe('success');
  // The dag returns a candidate.
  return (result as { model: { sha256: string } }).model.sha256;
}

async function trialsDone(runId: string): Promise<readonly string[]> {
  const rows = await stores.runs.listInstances('tuned', runId);
  return rows
    .filter(({ path, state }) => path.endsWith('.slope') && state === 'success')
    .map(({ path }) => path);
}
