import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import type { JsonObject } from '../../../dsl/plan/json.ts';
import { openStores } from '../../../stores/open-stores.ts';
import { migrateUp } from '../../../stores/postgres/index.ts';
import type { Stores } from '../../../stores/stores.ts';
import {
  connectTemporal,
  controlRun,
  startRun,
  type TemporalClient,
} from '../../../stores/temporal/index.ts';
import { startWorker, type RunningWorker } from '../../../workers/roles/index.ts';
import { startPostgres } from '../../../workers/stack/postgres.ts';
import { startTemporal } from '../../../workers/stack/temporal.ts';
import type {
  ControlReply,
  ControlVerb,
  ExecutionLimits,
  RunOutcome,
} from '../../../workflows/protocol/index.ts';

/** A whole engine in this process, with a real Temporal server and a real Postgres of its own. */
export interface EngineUnderTest {
  readonly stores: Stores;
  readonly temporal: TemporalClient;
  readonly worker: RunningWorker;
  /** Starts a run and waits for its end, however it ends. */
  run(dagId: string, params?: JsonObject, runId?: string): Promise<RunEnd>;
  start(
    dagId: string,
    params?: JsonObject,
    runId?: string,
    limits?: ExecutionLimits,
  ): Promise<string>;
  end(workflowId: string): Promise<RunEnd>;
  /** Does a verb to a run, as the server does. */
  control(workflowId: string, verb: ControlVerb, by?: string): Promise<ControlReply>;
  /** Stops all workers and starts one in their place. */
  restart(): Promise<void>;
  /** Starts one more worker of the same deployment, as a deploy of edited code does. */
  deploy(dags: string): Promise<RunningWorker>;
  stop(): Promise<void>;
}
export interface EngineOptions {
  readonly dags?: string;
  readonly versioned?: boolean;
}
export interface RunEnd {
  readonly workflowId: string;
  readonly dagId: string;
  readonly runId: string;
  readonly outcome: RunOutcome | undefined;
  readonly failure: Error | undefined;
}

let serial = 0;

export async function startEngine(
  name: string,
  options: EngineOptions = {},
): Promise<EngineUnderTest> {
  const home = mkdtempSync(join(tmpdir(), `perdure-${name}-`));
  const env = { ...process.env, TEMPORAL_ADDRESS: '', DATABASE_URL: '' };
  const [server, postgres] = await Promise.all([
    startTemporal({ home, env, port: 20_000 + (process.pid % 10_000), durability: 'NORMAL' }),
    startPostgres({ home, env, port: 31_000 + (process.pid % 10_000) }),
  ]);
  await migrateUp(postgres.databaseUrl);
  process.env['TEMPORAL_ADDRESS'] = server.address;
  const config = {
    databaseUrl: postgres.databaseUrl,
    objectStore: `file://${join(home, 'objects')}`,
  };
  const workers: RunningWorker[] = [];
  const deploy = async (dags: string): Promise<RunningWorker> => {
    const started = await startWorker({
      queues: ['engine', 'cpu', 'gpu'],
      dags,
      device: 'cpu',
      stores: config,
      deployment: `${name}-${process.pid}`,
      versioned: options.versioned ?? false,
      log: pino({ level: process.env['PERDURE_TEST_LOG'] ?? 'silent' }),
    });
    workers.push(started);
    await started.ready;
    return started;
  };
  const dagFolder = options.dags ?? fileURLToPath(new URL('../dags', import.meta.url));
  const worker = await deploy(dagFolder);
  const stores = await openStores(config);
  const temporal = await connectTemporal();
  const start = async (
    dagId: string,
    params: JsonObject = {},
    runId = `run-${(serial += 1)}`,
    limits?: ExecutionLimits,
  ): Promise<string> => {
    const plan = await stores.dags.plan(dagId);
    if (plan === undefined) throw new Error(`"${dagId}" is not published`);
    const now = new Date().toISOString();
    const dataInterval = { start: now, end: now };
    const run = {
      dagId,
      runId,
      runType: 'manual',
      isLatest: true,
      logicalDate: now,
      dataInterval,
    } as const;
    const request = { plan, run, params, ...(limits === undefined ? {} : { limits }) };
    return (await startRun(temporal, stores, request)).workflowId;
  };
  const end = async (workflowId: string): Promise<RunEnd> => {
    const [dagId = '', runId = ''] = workflowId.split('/');
    const base = { workflowId, dagId, runId };
    try {
      // The only workflow of the engine returns this.
      const outcome = (await temporal.client.workflow.getHandle(workflowId).result()) as RunOutcome;
      return { ...base, outcome, failure: undefined };
    } catch (error) {
      return { ...base, outcome: undefined, failure: error as Error }; // the SDK throws Errors only
    }
  };
  const control = (workflowId: string, verb: ControlVerb, by = 'ann'): Promise<ControlReply> => {
    const [dagId = '', runId = ''] = workflowId.split('/');
    const request = { ...verb, requestId: `request-${(serial += 1)}`, by, reason: 'test' };
    return controlRun(temporal, stores, { dagId, runId, latest: false }, request);
  };
  const restart = async (): Promise<void> => {
    await Promise.all(workers.splice(0).map((started) => started.stop()));
    await deploy(dagFolder);
  };
  return {
    stores,
    temporal,
    worker,
    control,
    restart,
    start,
    end,
    deploy,
    run: async (dagId, params, runId) => end(await start(dagId, params, runId)),
    stop: async () => {
      await Promise.all(workers.map((started) => started.stop()));
      await Promise.all([temporal.close(), stores.close()]);
      await Promise.all([server.stop(), postgres.stop()]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
