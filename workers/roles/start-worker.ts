import { hostname } from 'node:os';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { openStores, type StoresConfig } from '../../stores/open-stores.ts';
import type { WorkerBeat } from '../../stores/fleet/fleet-store.ts';
import type { Stores } from '../../stores/stores.ts';
import {
  connectTemporal,
  ensureSearchAttributes,
  temporalConfig,
  type TemporalClient,
} from '../../stores/temporal/index.ts';
import { WORKFLOW_QUEUE } from '../../workflows/protocol/names.ts';
import { createEngineActivities } from '../engine/engine-activities.ts';
import { TransitionRecorder } from '../engine/transition-recorder.ts';
import { workflowBundle } from '../engine/workflow-bundle.ts';
import { loadDagFolder, type LoadedFolder } from '../loading/index.ts';
import { createTaskActivity } from '../task/index.ts';
import { becomeCurrent, type Deployment } from './deployment.ts';
import { deviceFor, type Device } from './device.ts';
import { FleetBeat } from './fleet-beat.ts';
import { publishDags } from './publish-dags.ts';
import { activitySlots, workerSettings } from './worker-settings.ts';

export interface WorkerRequest {
  /** `engine` runs workflows; any other name is a task queue. Together they share one process. */
  readonly queues: readonly string[];
  /** Folder of dag files, or one file. */
  readonly dags: string;
  readonly device: 'auto' | 'cpu';
  readonly stores: StoresConfig;
  /** Name of the Worker Deployment: one for all workers of a project. */
  readonly deployment: string;
  /** False: unversioned workers, for servers that refuse versioning. */
  readonly versioned: boolean;
  readonly inference?: { readonly url: string; readonly token: string };
  readonly log: Logger;
}

export interface RunningWorker {
  readonly build: string;
  readonly devices: readonly Device[];
  /** Settles when the build is current, or at once for a worker without the engine role. */
  readonly ready: Promise<void>;
  /** Settles when the worker has ended; rejects when it broke. */
  readonly ended: Promise<void>;
  /** Stops taking work, lets running tasks end within the grace time, closes everything. */
  stop(): Promise<void>;
}

interface Parts {
  readonly request: WorkerRequest;
  readonly stores: Stores;
  readonly temporal: TemporalClient;
  readonly folder: LoadedFolder;
  readonly recorder: TransitionRecorder;
  readonly connection: NativeConnection;
}

/** Starts the roles asked for in this process. @throws Error in one line when something is missing. */
export async function startWorker(request: WorkerRequest): Promise<RunningWorker> {
  const devices = await Promise.all(
    taskQueues(request).map((queue) => deviceFor(queue, request.device)),
  );
  const folder = await loadDagFolder(request.dags);
  const stores = await openStores(request.stores);
  await stores.objects.selfTest();
  const temporal = await connectTemporal();
  const { connectionOptions } = temporalConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const recorder = new TransitionRecorder(stores.runs, request.log);
  const parts: Parts = { request, stores, temporal, folder, recorder, connection };
  const workers = await createWorkers(parts, devices);
  return supervise(parts, workers, devices);
}

function taskQueues({ queues }: WorkerRequest): string[] {
  return queues.filter((queue) => queue !== 'engine');
}

async function createWorkers(parts: Parts, devices: readonly Device[]): Promise<Worker[]> {
  const { request } = parts;
  const queues = taskQueues(request);
  const engine = request.queues.includes('engine');
  const shared = engine && queues.includes(WORKFLOW_QUEUE);
  const workers: Worker[] = [];
  if (engine && !shared) {
    const options = { ...(await engineOptions(parts)), enableNonLocalActivities: false };
    workers.push(await createWorker(parts, WORKFLOW_QUEUE, options));
  }
  for (const [index, queue] of queues.entries()) {
    const tasks = taskOptions(parts, queue, devices[index] ?? { name: 'cpu', backend: 'none' });
    const both = shared && queue === WORKFLOW_QUEUE ? await engineOptions(parts) : {};
    const activities = { ...both.activities, ...tasks.activities };
    workers.push(await createWorker(parts, queue, { ...both, ...tasks, activities }));
  }
  return workers;
}

async function createWorker(
  { connection, temporal, request, folder }: Parts,
  taskQueue: string,
  options: Partial<WorkerOptions>,
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue,
    identity: identityOf(taskQueue),
    ...workerSettings(deploymentOf(request, folder)),
    ...options,
  });
}

async function engineOptions({ stores, recorder }: Parts): Promise<Partial<WorkerOptions>> {
  return {
    ...(await workflowBundle()),
    activities: createEngineActivities(stores, () => new Date()),
    sinks: {
      perdure: {
        transitions: {
          fn: (_info, dagId, runId, transitions) => recorder.record(dagId, runId, transitions),
          callDuringReplay: false,
        },
      },
    },
  };
}

function taskOptions(parts: Parts, queue: string, device: Device): Partial<WorkerOptions> {
  const { stores, folder, request } = parts;
  const bodies = new Map(folder.dags.map((dag) => [dag.runtime.plan.id, dag]));
  return {
    maxConcurrentActivityTaskExecutions: activitySlots(queue),
    activities: {
      default: createTaskActivity({
        stores,
        storesConfig: request.stores,
        log: request.log,
        worker: {
          identity: identityOf(queue),
          build: folder.build,
          device: device.name,
          backend: device.backend,
        },
        lookup: (dagId, taskId) => {
          const dag = bodies.get(dagId);
          const body = dag?.runtime.bodies.get(taskId);
          return dag === undefined || body === undefined ? undefined : { body, file: dag.path };
        },
        ...(request.inference === undefined ? {} : { inference: request.inference }),
      }),
    },
  };
}

function supervise(
  parts: Parts,
  workers: readonly Worker[],
  devices: readonly Device[],
): RunningWorker {
  const { request, folder } = parts;
  const beat = new FleetBeat(parts.stores.fleet, beats(parts, devices), request.log);
  const stopping = new AbortController();
  const running = Promise.all(workers.map((worker) => worker.run()));
  const ready = beat
    .start()
    .then(() => (request.queues.includes('engine') ? lead(parts, stopping.signal) : undefined));
  const ended = running.then(
    () => undefined,
    (error: unknown) => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      throw error;
    },
  );
  ended.catch(() => undefined); // reported through `ended` and `stop`, to whoever waits
  return {
    build: folder.build,
    devices,
    ready,
    ended,
    stop: async () => {
      stopping.abort();
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended.finally(() => close(parts, beat));
    },
  };
}

/** The engine's duties besides its workflows: attributes, the current build, the dags. */
async function lead(parts: Parts, signal: AbortSignal): Promise<void> {
  const { temporal, stores, request, folder } = parts;
  await ensureSearchAttributes(temporal);
  const deployment = deploymentOf(request, folder);
  if (deployment !== undefined) {
    if (!(await becomeCurrent(temporal, stores.fleet, deployment, signal, request.log))) return;
  }
  await publishDags(stores, temporal, folder, request.dags, request.log);
}

function deploymentOf(request: WorkerRequest, folder: LoadedFolder): Deployment | undefined {
  return request.versioned ? { name: request.deployment, build: folder.build } : undefined;
}

function beats({ request, folder }: Parts, devices: readonly Device[]): WorkerBeat[] {
  const startedAt = new Date();
  const common = { build: folder.build, host: hostname(), pid: process.pid, startedAt };
  const tasks = taskQueues(request).map((queue, index): WorkerBeat => ({
    ...common,
    identity: identityOf(queue),
    role: queue === 'cpu' || queue === 'gpu' ? queue : 'custom',
    queue,
    device: devices[index]?.name ?? 'cpu',
    backend: devices[index]?.backend ?? 'none',
  }));
  if (!request.queues.includes('engine')) return tasks;
  return [
    ...tasks,
    {
      ...common,
      identity: identityOf('engine'),
      role: 'engine',
      queue: WORKFLOW_QUEUE,
      device: 'cpu',
      backend: 'none',
    },
  ];
}

async function close(
  { connection, temporal, stores, recorder }: Parts,
  beat: FleetBeat,
): Promise<void> {
  await beat.stop();
  await recorder.flush();
  await Promise.all([connection.close(), temporal.close(), stores.close()]);
}

function identityOf(queue: string): string {
  return `${queue}@${hostname()}:${process.pid}`;
}
