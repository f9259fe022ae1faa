import { hostname } from 'node:os';
import type { WorkerBeat } from '../../stores/fleet/fleet-store.ts';
import { WORKFLOW_QUEUE } from '../../workflows/protocol/names.ts';
import type { Device } from './device.ts';
import { hasEngine, identityOf, taskQueues, type WorkerParts } from './worker-request.ts';

/** What the fleet table says of this process: one row a role. */
export function workerBeats(
  { request, folder, offer, polled }: WorkerParts,
  devices: readonly Device[],
): WorkerBeat[] {
  const common = {
    build: folder.build,
    host: hostname(),
    pid: process.pid,
    startedAt: new Date(),
  };
  const tasks = taskQueues(request).map((queue, index): WorkerBeat => ({
    ...common,
    identity: identityOf(queue),
    role: queue === 'cpu' || queue === 'gpu' ? queue : 'custom',
    queue,
    device: devices[index]?.name ?? 'cpu',
    backend: devices[index]?.backend ?? 'none',
    queues: polled.filter(({ plain }) => plain === queue).map(({ name }) => name),
    capabilities: offer.capabilities,
  }));
  const engine: WorkerBeat = {
    ...common,
    identity: identityOf('engine'),
    role: 'engine',
    queue: WORKFLOW_QUEUE,
    device: 'cpu',
    backend: 'none',
  };
  return hasEngine(request) ? [...tasks, engine] : tasks;
}
