import { join } from 'node:path';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { WORKFLOW_QUEUE } from '../../workflows/protocol/names.ts';
import { plainQueue } from '../../workflows/protocol/resource-queue.ts';
import type { Transition } from '../../workflows/run/command.ts';
import { createEngineActivities } from '../engine/engine-activities.ts';
import { workflowBundle } from '../engine/workflow-bundle.ts';
import { createTaskActivity, DevicePool, type TaskActivity } from '../task/index.ts';
import type { Device } from './device.ts';
import {
  deploymentOf,
  hasEngine,
  identityOf,
  taskQueues,
  type WorkerParts,
} from './worker-request.ts';
import { deviceTuner } from './device-slots.ts';
import type { PolledQueue } from './polled-queues.ts';
import { workerSettings } from './worker-settings.ts';
import { withoutWorkflowStacks } from './workflow-stacks.ts';

export interface TemporalWorkers {
  readonly workers: readonly Worker[];
  readonly activities: readonly TaskActivity[];
}

/**
 * One Temporal worker a queue. An engine that shares its process with the queue of the workflows
 * is that queue's worker too, so that Temporal hands tasks over without a round trip; alone, it
 * takes workflow tasks only.
 */
export async function createTemporalWorkers(
  parts: WorkerParts,
  devices: readonly Device[],
): Promise<TemporalWorkers> {
  const queues = taskQueues(parts.request);
  const pool = new DevicePool(parts.offer.devices);
  const activities = queues.map((queue, index) =>
    taskActivity(parts, queue, { device: devices[index], pool }),
  );
  const shared = hasEngine(parts.request) && queues.includes(WORKFLOW_QUEUE);
  const workers: Worker[] = [];
  if (hasEngine(parts.request) && !shared) {
    // Local tasks run where the workflow runs, also where no other task does.
    const local = taskActivity(parts, WORKFLOW_QUEUE, { device: undefined, pool });
    activities.push(local);
    const engine = await engineOptions(parts);
    const options: Partial<WorkerOptions> = {
      ...engine,
      activities: { ...engine.activities, default: local },
      enableNonLocalActivities: false,
    };
    workers.push(await withoutWorkflowStacks(() => createWorker(parts, WORKFLOW_QUEUE, options)));
  }
  for (const queue of parts.polled) {
    const engine = shared && queue.name === WORKFLOW_QUEUE ? await engineOptions(parts) : {};
    const activity = activities[queues.indexOf(queue.plain)];
    const options: Partial<WorkerOptions> = {
      ...engine,
      ...slotsOf(queue, parts.polled, pool),
      activities: { ...engine.activities, default: activity },
    };
    workers.push(await withoutWorkflowStacks(() => createWorker(parts, queue.name, options)));
  }
  return { workers, activities };
}

/** Devices are shared by all queues whose tasks need some; other queues have slots of their own. */
function slotsOf(
  queue: PolledQueue,
  all: readonly PolledQueue[],
  pool: DevicePool,
): Partial<WorkerOptions> {
  const isShared = queue.device && all.some((other) => other.device && other !== queue);
  if (isShared) return { tuner: deviceTuner(pool, queue.slots) };
  return { maxConcurrentActivityTaskExecutions: queue.slots };
}

async function createWorker(
  parts: WorkerParts,
  taskQueue: string,
  options: Partial<WorkerOptions>,
): Promise<Worker> {
  return Worker.create({
    connection: parts.connection,
    namespace: parts.temporal.namespace,
    taskQueue,
    identity: identityOf(plainQueue(taskQueue)),
    ...workerSettings(deploymentOf(parts)),
    ...options,
  });
}

async function engineOptions({
  stores,
  recorder,
  folder,
  request,
  callbacks,
}: WorkerParts): Promise<Partial<WorkerOptions>> {
  const plans = new Map(folder.dags.map(({ runtime }) => [runtime.plan.id, runtime.plan]));
  return {
    ...(await workflowBundle()),
    activities: createEngineActivities(
      stores,
      () => new Date(),
      (dagId) => plans.get(dagId),
      {
        ...(request.versioned ? { build: folder.build } : {}),
        onMessage: () => callbacks.wake(),
      },
    ),
    sinks: {
      perdure: {
        transitions: {
          fn: (
            _info,
            dagId: string,
            runId: string,
            transitions: readonly Transition[],
            generation: number,
          ) => recorder.record(dagId, runId, transitions, generation),
          callDuringReplay: false,
        },
      },
    },
  };
}

function taskActivity(
  { stores, folder, request, callbacks }: WorkerParts,
  queue: string,
  { device, pool }: { readonly device: Device | undefined; readonly pool: DevicePool },
): TaskActivity {
  const dags = new Map(folder.dags.map((dag) => [dag.runtime.plan.id, dag]));
  return createTaskActivity({
    stores,
    storesConfig: request.stores,
    versioned: request.versioned,
    ...(pool.size === 0 ? {} : { devices: pool }),
    onMessage: () => callbacks.wake(),
    log: request.log,
    sources: folder.sources,
    worker: {
      identity: identityOf(queue),
      build: folder.build,
      device: device?.name ?? 'cpu',
      backend: device?.backend ?? 'none',
    },
    lookup: (dagId, taskId) => {
      const dag = dags.get(dagId);
      const body = dag?.runtime.bodies.get(taskId);
      if (dag === undefined || body === undefined) return undefined;
      return { body, file: join(folder.path, dag.file) };
    },
    ...(request.inference === undefined ? {} : { inference: request.inference }),
  });
}
