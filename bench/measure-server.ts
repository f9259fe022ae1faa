import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { openStores } from '../stores/open-stores.ts';
import { migrateUp } from '../stores/postgres/index.ts';
import { connectTemporal } from '../stores/temporal/index.ts';
import type { Stores } from '../stores/stores.ts';
import { processEntry } from '../workers/stack/process-entry.ts';
import { startProcess, type StackProcess } from '../workers/stack/stack-process.ts';
import type { BenchCase } from './cases.ts';
import { perdureContender, rawContender, type Contender } from './contender.ts';
import { memoryOf } from './memory.ts';
import { processorMsOf } from './processor-time.ts';
import { median } from './statistics.ts';

export interface ServerRequest {
  readonly name: string;
  readonly address: string;
  readonly serverPid: number | undefined;
  readonly home: string;
  readonly databaseUrl: string;
  readonly cases: readonly BenchCase[];
  readonly repeats: number;
}
export interface CaseResult {
  readonly work: BenchCase;
  /** Milliseconds of each repeat. */
  readonly raw: readonly number[];
  readonly perdure: readonly number[];
  /** Processor time of each contender's worker, in milliseconds a task. */
  readonly processorMs: { readonly raw: number; readonly perdure: number };
}
export interface ServerResult {
  readonly name: string;
  readonly cases: readonly CaseResult[];
  /** MiB resident and at peak, by process. */
  readonly memory: readonly {
    readonly process: string;
    readonly rss: number;
    readonly peak: number;
  }[];
}

/** All cases on one server; the two contenders take turns within each repeat. */
export async function measureServer(request: ServerRequest): Promise<ServerResult> {
  mkdirSync(request.home, { recursive: true });
  const objectStore = `file://${join(request.home, 'objects')}`;
  await migrateUp(request.databaseUrl);
  const stores = await openStores({ databaseUrl: request.databaseUrl, objectStore });
  const temporal = await connectTemporal({ address: request.address });
  const workers = await startWorkers(request, objectStore);
  try {
    await untilPublished(stores, workers.perdure);
    const raw = await rawContender(request.address, 'raw');
    const perdure = perdureContender(temporal, stores);
    const cases: CaseResult[] = [];
    for (const work of request.cases)
      cases.push(await measureCase(work, { raw, perdure }, workers, request.repeats));
    return { name: request.name, cases, memory: await memory(request, workers) };
  } finally {
    await Promise.all([workers.perdure.stop(), workers.raw.stop()]);
    await Promise.all([temporal.close(), stores.close()]);
  }
}

type Who = 'raw' | 'perdure';

async function measureCase(
  work: BenchCase,
  contenders: { readonly [who in Who]: Contender },
  workers: Workers,
  repeats: number,
): Promise<CaseResult> {
  // The first round warms caches and is dropped.
  for (const who of ['raw', 'perdure'] as const) await sample(contenders[who], work);
  const times: { [who in Who]: number[] } = { raw: [], perdure: [] };
  const used: { [who in Who]: number } = { raw: 0, perdure: 0 };
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    // Who goes first changes from repeat to repeat, so that neither always inherits the other's noise.
    const order = repeat % 2 === 0 ? (['raw', 'perdure'] as const) : (['perdure', 'raw'] as const);
    for (const who of order) {
      const before = await processorMsOf(workers[who].pid);
      times[who].push(await sample(contenders[who], work));
      used[who] += (await processorMsOf(workers[who].pid)) - before;
    }
  }
  const tasks = repeats * work.runs * work.tasks;
  const processorMs = { raw: used.raw / tasks, perdure: used.perdure / tasks };
  console.error(
    `  ${work.name}: raw ${median(times.raw).toFixed(0)} ms, perdure ${median(times.perdure).toFixed(0)} ms` +
      `; processor ${processorMs.raw.toFixed(2)} and ${processorMs.perdure.toFixed(2)} ms a task`,
  );
  return { work, ...times, processorMs };
}

async function sample(contender: Contender, work: BenchCase): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < work.runs; run += 1) times.push(await contender(work));
  return median(times);
}

interface Workers {
  readonly perdure: StackProcess;
  readonly raw: StackProcess;
}

async function startWorkers(request: ServerRequest, objectStore: string): Promise<Workers> {
  const env = {
    ...process.env,
    TEMPORAL_ADDRESS: request.address,
    DATABASE_URL: request.databaseUrl,
    PERDURE_OBJECT_STORE: objectStore,
  };
  const dags = fileURLToPath(new URL('.', import.meta.url)).replace(/[/\\]dist([/\\]bench)/, '$1');
  const ours = ['--queue', 'engine', '--queue', 'cpu', '--dags', join(dags, 'dags')];
  const start = (name: string, module: string, args: readonly string[]): Promise<StackProcess> =>
    startProcess({
      name,
      ...processEntry(module, import.meta.url, args),
      logFile: join(request.home, `${name}.log`),
      env,
    });
  return {
    perdure: await start('perdure', '../workers/roles/main', ours),
    raw: await start('raw', './raw/worker', [request.address, 'raw', await rawBundle(request)]),
  };
}

async function rawBundle({ home }: ServerRequest): Promise<string> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const entry = new URL(`./raw/workflows.${extension}`, import.meta.url);
  const { code } = await bundleWorkflowCode({ workflowsPath: fileURLToPath(entry) });
  const file = join(home, 'raw-bundle.js');
  writeFileSync(file, code);
  return file;
}

async function untilPublished(stores: Stores, worker: StackProcess): Promise<void> {
  const limit = Date.now() + 60_000;
  while ((await stores.dags.get('bench_fan_500')) === undefined) {
    if (Date.now() > limit || !worker.running) {
      throw new Error(`The worker did not start:\n${worker.lastLines(20).join('\n')}`);
    }
    await sleep(200);
  }
}

async function memory(request: ServerRequest, workers: Workers): Promise<ServerResult['memory']> {
  const pids = [
    ['perdure worker (engine + cpu)', workers.perdure.pid],
    ['hand-written worker', workers.raw.pid],
    ['Temporal server', request.serverPid],
  ] as const;
  const rows = [];
  for (const [process, pid] of pids) {
    const use = await memoryOf(pid);
    if (use !== undefined) rows.push({ process, ...use });
  }
  return rows;
}
