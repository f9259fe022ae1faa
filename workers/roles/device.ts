import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/** Where a worker's tasks compute, as shown in `workers`, in logs and in the run. */
export interface Device {
  readonly name: string;
  readonly backend: string;
}

const PROBE_LIMIT_MS = 30_000;

/** Loads the native binding in a process of its own, so that a crash of it is only an answer. */
const PROBE = `
const tf = require('@tensorflow/tfjs-node-gpu');
const gpu = tf.backend().isUsingGpuDevice === true;
process.stdout.write(JSON.stringify({ gpu, backend: tf.getBackend() }));
`;

export const CPU_DEVICE: Device = { name: 'cpu', backend: 'wasm' };

/**
 * The GPU that TensorFlow.js really computes on, or why there is none. A binding that loads but
 * falls back to the processor counts as none.
 */
export async function findGpu(): Promise<
  { readonly device: Device } | { readonly missing: string }
> {
  try {
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu');
  } catch {
    return { missing: 'the package @tensorflow/tfjs-node-gpu is not installed' };
  }
  const probe = await output(process.execPath, ['-e', PROBE]);
  if (!/"gpu":true/.test(probe)) return { missing: 'TensorFlow.js found no usable GPU device' };
  const names = await output('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader']);
  const name = names.trim().split('\n')[0];
  return {
    device: { name: name === undefined || name === '' ? 'gpu' : name, backend: 'tensorflow' },
  };
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
