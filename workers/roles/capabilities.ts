import { availableParallelism, totalmem } from 'node:os';
import type { WorkerCapabilities } from '../../workflows/protocol/resource-queue.ts';
import type { DeviceId } from '../task/index.ts';
import type { Gpu } from './device.ts';

/** What its owner says a worker has, where that is not simply what the machine has. */
export interface DeclaredCapabilities {
  readonly cpu?: number;
  readonly memoryBytes?: number;
  readonly gpus?: number;
  readonly labels?: { readonly [name: string]: string };
}

/** What a worker offers, and its devices one by one. */
export interface WorkerResources {
  readonly capabilities: WorkerCapabilities;
  readonly devices: readonly DeviceId[];
}

/**
 * A worker has the devices of its machine only if it is one for devices: a cpu worker on a machine
 * with a card takes no task that needs one. Where the processor stands in for a card, it counts as
 * one device with the machine's memory.
 */
export function resourcesOf(
  declared: DeclaredCapabilities,
  found: { readonly gpus: readonly Gpu[]; readonly standIn: boolean },
): WorkerResources {
  const memoryBytes = declared.memoryBytes ?? machineMemory();
  const devices = devicesOf(declared.gpus, found);
  const smallest = Math.min(...found.gpus.map((gpu) => gpu.memoryBytes));
  const gpuMemoryBytes = found.gpus.length > 0 ? smallest : memoryBytes;
  return {
    devices,
    capabilities: {
      cpu: declared.cpu ?? availableParallelism(),
      memoryBytes,
      gpus: devices.length,
      gpuMemoryBytes: devices.length === 0 ? 0 : gpuMemoryBytes,
      labels: declared.labels ?? {},
    },
  };
}

function devicesOf(
  wanted: number | undefined,
  { gpus, standIn }: { readonly gpus: readonly Gpu[]; readonly standIn: boolean },
): readonly DeviceId[] {
  if (gpus.length > 0) return gpus.slice(0, wanted ?? gpus.length);
  const count = wanted ?? (standIn ? 1 : 0);
  return Array.from({ length: count }, (_, at) => ({ id: String(at), name: 'cpu' }));
}

/** What a container may use, if there is a limit, else what the machine has. */
function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

const LABEL = /^([A-Za-z0-9][A-Za-z0-9_.-]*)=(.*)$/;
const SIZE = /^(\d+(?:\.\d+)?)Gi$/;

/** Flags of a worker, as people write them. @throws Error saying what is wrong with which. */
export function declaredOf(flags: {
  readonly label?: readonly string[];
  readonly memory?: string;
  readonly cpu?: string;
  readonly gpus?: string;
}): DeclaredCapabilities {
  const { label = [], memory, cpu, gpus } = flags;
  return {
    ...(label.length === 0 ? {} : { labels: Object.fromEntries(label.map(labelOf)) }),
    ...(memory === undefined ? {} : { memoryBytes: sizeOf(memory) }),
    ...(cpu === undefined ? {} : { cpu: countOf('--cpu', cpu) }),
    ...(gpus === undefined ? {} : { gpus: countOf('--gpus', gpus) }),
  };
}

/** The same from the environment: `PERDURE_LABELS=zone=a,kind=b`, `PERDURE_MEMORY=16Gi`, … */
export function declaredOfEnv(env: NodeJS.ProcessEnv): DeclaredCapabilities {
  const { PERDURE_LABELS: labels, PERDURE_MEMORY: memory, PERDURE_CPU: cpu } = env;
  const gpus = env['PERDURE_GPUS'];
  return declaredOf({
    ...(labels === undefined ? {} : { label: labels.split(',').filter((part) => part !== '') }),
    ...(memory === undefined ? {} : { memory }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(gpus === undefined ? {} : { gpus }),
  });
}

function labelOf(text: string): readonly [string, string] {
  const [, name, value] = LABEL.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new Error(`Label "${text}" is not a name and a value. Write --label zone=a.`);
}

function sizeOf(text: string): number {
  const [, size] = SIZE.exec(text) ?? [];
  if (size !== undefined) return Math.round(Number(size) * 1024 ** 3);
  throw new Error(`Memory "${text}" is not a size. Write --memory 16Gi.`);
}

function countOf(flag: string, text: string): number {
  const count = Number(text);
  if (Number.isFinite(count) && count >= 0) return count;
  throw new Error(`${flag} "${text}" is not a number.`);
}
