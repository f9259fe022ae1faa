import type { PlanResources } from '../../dsl/plan/plan-task-options.ts';

/**
 * What a task asks of its worker, as the name of a task queue: the driver sends it there, and only
 * workers that have it listen there. Temporal knows no other way to pair tasks with workers.
 *
 * Q1 The same wish gives the same name, whatever the order in which it was written.
 * Q2 A wish that every worker of the queue fulfils leaves the queue's plain name: one device on the
 *    queue `gpu`, nothing, or zero of something.
 * Q3 Two different wishes never share a name.
 */
export function resourceQueue(queue: string, resources: PlanResources | undefined): string {
  const wishes = resources === undefined ? [] : wishesOf(queue, resources);
  return wishes.length === 0 ? queue : `${queue}@${wishes.join(',')}`;
}

/** What a worker has. `cpu` in processors, memory in bytes; `gpuMemoryBytes` is that of one device. */
export interface WorkerCapabilities {
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly gpus: number;
  readonly gpuMemoryBytes: number;
  readonly labels: { readonly [name: string]: string };
}

/** What a worker lacks of a wish, in words; empty when it may take the task. */
export function lacking(
  worker: WorkerCapabilities,
  resources: PlanResources | undefined,
): readonly string[] {
  const { gpu = 0, gpuMemoryBytes = 0, cpu = 0, memoryBytes = 0, labels = {} } = resources ?? {};
  const missing: string[] = [];
  // A task that asks for memory of a device asks for a device.
  const devices = Math.max(gpu, gpuMemoryBytes > 0 ? 1 : 0);
  if (worker.gpus < devices) missing.push(`gpu ${worker.gpus} of ${devices}`);
  if (worker.gpuMemoryBytes < gpuMemoryBytes) missing.push(`gpuMemory ${sizeText(gpuMemoryBytes)}`);
  if (worker.cpu < cpu) missing.push(`cpu ${worker.cpu} of ${cpu}`);
  if (worker.memoryBytes < memoryBytes) missing.push(`memory ${sizeText(memoryBytes)}`);
  for (const name of Object.keys(labels).sort()) {
    if (worker.labels[name] !== labels[name]) missing.push(`label ${name}=${labels[name] ?? ''}`);
  }
  return missing;
}

/** The name authors give a queue, without the wish behind it. */
export function plainQueue(queue: string): string {
  const at = queue.indexOf('@');
  return at === -1 ? queue : queue.slice(0, at);
}

function wishesOf(queue: string, resources: PlanResources): readonly string[] {
  const { gpu = 0, gpuMemoryBytes = 0, cpu = 0, memoryBytes = 0, labels = {} } = resources;
  const wishes: string[] = [];
  if (cpu > 0) wishes.push(`cpu=${cpu}`);
  if (gpu > (queue === 'gpu' ? 1 : 0)) wishes.push(`gpu=${gpu}`);
  if (gpuMemoryBytes > 0) wishes.push(`gpuMemory=${sizeText(gpuMemoryBytes)}`);
  for (const name of Object.keys(labels).sort()) {
    // Escaped, so that no label can look like another wish (Q3).
    wishes.push(`label.${encodeURIComponent(name)}=${encodeURIComponent(labels[name] ?? '')}`);
  }
  if (memoryBytes > 0) wishes.push(`memory=${sizeText(memoryBytes)}`);
  return wishes;
}

const GIBIBYTE = 1024 ** 3;

function sizeText(bytes: number): string {
  return bytes % GIBIBYTE === 0 ? `${bytes / GIBIBYTE}Gi` : String(bytes);
}
