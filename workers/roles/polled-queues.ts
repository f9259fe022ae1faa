import { isStartedNode, regionsOfNode } from '../../dsl/plan/node-regions.ts';
import type { Region } from '../../dsl/plan/plan.ts';
import type { PlanResources, PlanTaskOptions } from '../../dsl/plan/plan-task-options.ts';
import {
  lacking,
  resourceQueue,
  type WorkerCapabilities,
} from '../../workflows/protocol/resource-queue.ts';
import type { LoadedDag } from '../loading/index.ts';
import { devicesOf } from '../task/index.ts';

/** A task queue that a worker listens to. */
export interface PolledQueue {
  readonly name: string;
  /** As authors call it, and as the worker was started. */
  readonly plain: string;
  /** Tasks of this queue at once. */
  readonly slots: number;
  /** Whether its tasks need devices. */
  readonly device: boolean;
}

/** Many small ones: what they wait for is mostly elsewhere. */
const SMALL_TASKS = 100;

/**
 * The plain queues a worker was started for, and of the queues with wishes those that its dags use
 * and it can fulfil.
 */
export function polledQueues(
  plain: readonly string[],
  dags: readonly LoadedDag[],
  capabilities: WorkerCapabilities,
): readonly PolledQueue[] {
  const queues = new Map<string, PolledQueue>();
  for (const queue of plain) queues.set(queue, polled(queue, queue, undefined, capabilities));
  for (const { queue, resources } of optionsOf(dags)) {
    if (!plain.includes(queue) || lacking(capabilities, resources).length > 0) continue;
    const name = resourceQueue(queue, resources);
    if (!queues.has(name)) queues.set(name, polled(name, queue, resources, capabilities));
  }
  return [...queues.values()];
}

function polled(
  name: string,
  plain: string,
  resources: PlanResources | undefined,
  capabilities: WorkerCapabilities,
): PolledQueue {
  const each = devicesOf({ queue: plain, ...(resources === undefined ? {} : { resources }) });
  if (each > 0) {
    const slots = Math.max(1, Math.floor(capabilities.gpus / each));
    return { name, plain, slots, device: true };
  }
  const { cpu = 0, memoryBytes = 0 } = resources ?? {};
  const fitting = Math.min(
    cpu > 0 ? capabilities.cpu / cpu : SMALL_TASKS,
    memoryBytes > 0 ? capabilities.memoryBytes / memoryBytes : SMALL_TASKS,
    SMALL_TASKS,
  );
  return { name, plain, slots: Math.max(1, Math.floor(fitting)), device: false };
}

function optionsOf(dags: readonly LoadedDag[]): readonly PlanTaskOptions[] {
  return dags.flatMap(({ runtime }) => [...optionsIn(runtime.plan.root)]);
}

function* optionsIn(region: Region): Generator<PlanTaskOptions> {
  for (const node of region.nodes) {
    if (isStartedNode(node) && 'options' in node) yield node.options;
    for (const inner of regionsOfNode(node)) yield* optionsIn(inner.region);
  }
}
