import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { isSetUp } from '../../ml/neural/native-folder.ts';

/** Where a worker's tasks compute, as shown in `workers`, in logs and in the run. */
export interface Device {
  readonly name: string;
  readonly backend: string;
}

const PROBE_LIMIT_MS = 60_000;

export const CPU_DEVICE: Device = { name: 'cpu', backend: 'wasm' };

/** A card of this machine. */
export interface Gpu {
  /** As `CUDA_VISIBLE_DEVICES` counts it. */
  readonly id: string;
  readonly name: string;
  readonly memoryBytes: number;
}

const QUERY = ['--query-gpu=index,name,memory.total', '--format=csv,noheader,nounits'];

/** The cards that this process may use, as the driver lists them. */
export async function listGpus(env: NodeJS.ProcessEnv = process.env): Promise<readonly Gpu[]> {
  const { CUDA_VISIBLE_DEVICES: visible } = env;
  const mayUse = visible?.split(',').map((id) => id.trim());
  return gpusOf(await output('nvidia-smi', QUERY)).filter(
    ({ id }) => mayUse === undefined || mayUse.includes(id),
  );
}

/** `0, NVIDIA H200, 143771`, one line a card; memory in MiB. */
export function gpusOf(listing: string): readonly Gpu[] {
  return listing.split('\n').flatMap((line) => {
    const [id, name, mebibytes] = line.split(',').map((part) => part.trim());
    if (id === undefined || name === undefined || !Number.isFinite(Number(mebibytes))) return [];
    return [{ id, name, memoryBytes: Number(mebibytes) * 1024 ** 2 }];
  });
}

/**
 * The GPU that TensorFlow.js really computes on, or why there is none. A binding that loads but
 * falls back to the processor counts as none. Looked for in a process of its own, so that a crash of
 * a driver is only an answer.
 */
export async function findGpu(): Promise<
  { readonly device: Device } | { readonly missing: string }
> {
  if (!isSetUp('gpu') && !isSetUp('webgpu')) {
    return { missing: 'neither TensorFlow nor WebGPU is set up (npm run setup:native -- gpu)' };
  }
  const extension = path.extname(import.meta.filename);
  const probe = path.join(import.meta.dirname, `../../ml/neural/probe-gpu${extension}`);
  const loader =
    extension === '.ts'
      ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
      : [];
  const answer = ProbeAnswer.safeParse(
    lastLine(await output(process.execPath, [...loader, probe])),
  );
  if (!answer.success) return { missing: 'the process that looks for one did not answer' };
  if ('missing' in answer.data) return answer.data;
  const { name, backend } = answer.data.chosen;
  return { device: { name, backend } };
}

/** What `ml/neural/probe-gpu` prints. */
const ProbeAnswer = z.union([
  z.object({ chosen: z.object({ name: z.string(), backend: z.string() }) }),
  z.object({ missing: z.string() }),
]);

function lastLine(text: string): unknown {
  try {
    return JSON.parse(text.trim().split('\n').at(-1) ?? '');
  } catch {
    return undefined;
  }
}

/**
 * The device of a worker on `queue`. A GPU worker without a GPU refuses to start unless it is told
 * `cpu`, and then every run says so.
 * @throws Error with the mend when the queue is `gpu`, no GPU is usable, and `wanted` is `auto`.
 */
export async function deviceFor(queue: string, wanted: 'auto' | 'cpu'): Promise<Device> {
  if (queue !== 'gpu') return CPU_DEVICE;
  if (wanted === 'cpu') return { ...CPU_DEVICE, name: 'cpu (standing in for gpu)' };
  const found = await findGpu();
  if ('device' in found) return found.device;
  throw new Error(
    `No GPU for the queue "gpu": ${found.missing}. Start this worker with --device cpu to let the processor stand in.`,
  );
}

/** Standard output of a command, or an empty string when it cannot run or takes too long. */
function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    const limit = setTimeout(() => child.kill('SIGKILL'), PROBE_LIMIT_MS);
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    child.on('error', () => resolve(''));
    child.on('close', () => {
      clearTimeout(limit);
      resolve(text);
    });
  });
}
