import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { openStores } from '../../stores/open-stores.ts';
import {
  connectTemporal,
  ensureSearchAttributes,
  temporalConfig,
} from '../../stores/temporal/index.ts';
import { deliverLoop } from '../engine/deliver-loop.ts';
import { TransitionRecorder } from '../engine/transition-recorder.ts';
import { loadDagFolder } from '../loading/index.ts';
import { becomeCurrent } from './deployment.ts';
import { startCallbacks } from './callback-role.ts';
import { declaredOfEnv, resourcesOf, type WorkerResources } from './capabilities.ts';
import { deviceFor, listGpus, type Device } from './device.ts';
import { FleetBeat } from './fleet-beat.ts';
import { polledQueues } from './polled-queues.ts';
import { publishDags } from './publish-dags.ts';
import { DEFAULT_RETENTION } from './retention.ts';
import { sweepOld } from './sweep-old.ts';
import { sweepRuns } from './sweep-runs.ts';
import { sweepValues } from './sweep-values.ts';
import { createTemporalWorkers, type TemporalWorkers } from './temporal-workers.ts';
import { workerBeats } from './worker-beats.ts';
import {
  deploymentOf,
  hasEngine,
  taskQueues,
  type WorkerParts,
  type WorkerRequest,
} from './worker-request.ts';

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

/** Starts the roles asked for in this process. @throws Error in one line when something is missing. */
export async function startWorker(request: WorkerRequest): Promise<RunningWorker> {
  const devices = await Promise.all(
    taskQueues(request).map((queue) => deviceFor(queue, request.device)),
  );
  const folder = await loadDagFolder(request.dags);
  const stores = await openStores(request.stores);
  const temporal = await connectTemporal();
  const { connectionOptions } = temporalConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const recorder = new TransitionRecorder(stores.runs, request.log);
  const callbacks = startCallbacks({ stores, folder, request });
  const offer = await offerOf(request);
  const polled = polledQueues(taskQueues(request), folder.dags, offer.capabilities);
  const parts: WorkerParts = {
    ...{ request, stores, temporal, folder, recorder, connection, callbacks, offer, polled },
  };
  return supervise(parts, await createTemporalWorkers(parts, devices), devices);
}

async function offerOf(request: WorkerRequest): Promise<WorkerResources> {
  const { offers = declaredOfEnv(process.env), device } = request;
  const forDevices = taskQueues(request).includes('gpu') || (offers.gpus ?? 0) > 0;
  const standIn = forDevices && device === 'cpu';
  const gpus = forDevices && !standIn ? await listGpus() : [];
  // A card that only its library sees is a card all the same.
  return resourcesOf(offers, { gpus, standIn: forDevices && gpus.length === 0 });
}

function supervise(
  parts: WorkerParts,
  temporal: TemporalWorkers,
  devices: readonly Device[],
): RunningWorker {
  const { request, folder } = parts;
  const beat = new FleetBeat(parts.stores.fleet, workerBeats(parts, devices), request.log);
  const stopping = new AbortController();
  const ended = Promise.all(temporal.workers.map((worker) => worker.run())).then(
    () => undefined,
    (error: unknown) => {
      shutdown(temporal.workers);
      throw error;
    },
  );
  ended.catch(() => undefined); // reported through `ended` and `stop`, to whoever waits
  const ready = beat
    .start()
    .then(() => (hasEngine(request) ? leadPatiently(parts, stopping.signal) : undefined));
  return {
    build: folder.build,
    devices,
    ready,
    ended,
    stop: async () => {
      stopping.abort();
      shutdown(temporal.workers);
      await ended.finally(() => close(parts, temporal, beat));
    },
  };
}

const LEAD_AGAIN_MS = 2_000;

/** A server that restarts just now must not leave an engine without its duties for good. */
async function leadPatiently(parts: WorkerParts, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await lead(parts, signal);
      break;
    } catch (error) {
      if (signal.aborted) return;
      parts.request.log.warn({ err: error }, 'The engine could not take its duties; trying again');
      await sleep(LEAD_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  if (signal.aborted) return;
  void sweepRuns(parts, signal);
  void sweepValues(parts, signal);
  void sweepOld(parts, parts.request.retention ?? DEFAULT_RETENTION, signal);
  void deliverLoop(parts.temporal, parts.stores, parts.request.log, signal);
}

/** The engine's duties besides its workflows: attributes, the current build, the dags. */
async function lead(parts: WorkerParts, signal: AbortSignal): Promise<void> {
  const { temporal, stores, request, folder } = parts;
  await ensureSearchAttributes(temporal);
  const deployment = deploymentOf(parts);
  if (deployment !== undefined) {
    const current = await becomeCurrent(temporal, stores.fleet, deployment, signal, request.log);
    if (!current) return;
  }
  await publishDags(stores, temporal, folder, folder.path, request.log);
}

function shutdown(workers: readonly Worker[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}

async function close(
  { connection, temporal, stores, recorder, callbacks }: WorkerParts,
  { activities }: TemporalWorkers,
  beat: FleetBeat,
): Promise<void> {
  await beat.stop();
  await recorder.flush();
  await callbacks.stop();
  await Promise.all(activities.map((activity) => activity.close()));
  await Promise.all([connection.close(), temporal.close(), stores.close()]);
}
