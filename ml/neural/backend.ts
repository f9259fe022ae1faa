import * as tf from '@tensorflow/tfjs-core';
// The Node build of tfjs-core leaves the gradients out; loading tfjs-layers registers them.
import '@tensorflow/tfjs-layers';
import type { BackendName } from './backend-name.ts';
import { keepingListeners } from './crash-listeners.ts';
import { deviceFacts, type DeviceFacts } from './device-facts.ts';
import { loadBackend } from './load-backend.ts';
import type { PlannedLayer } from './planned-layer.ts';
import { hasWindowsOrSteps, workOfStep } from './work-of-step.ts';

/** Where numbers are crunched: the device, and the library that drives it. */
export interface ChosenBackend extends DeviceFacts {
  readonly device: 'cpu' | 'gpu';
  readonly backend: BackendName;
  /** Why it was tried before others, in a sentence. */
  readonly reason: string;
  /** What was tried before and did not work, with the reason; empty as a rule. */
  readonly refused: readonly { readonly backend: BackendName; readonly reason: string }[];
}

export interface BackendChoice {
  readonly device: 'cpu' | 'gpu';
  /** Tried in this order; by default those that suit device and network, fastest first. */
  readonly backends?: readonly BackendName[];
  /** What will be trained. Without it wasm comes first on a CPU. */
  readonly network?: {
    readonly layers: readonly PlannedLayer[];
    readonly batchSize: number;
  };
}

/** Thrown when no backend of those asked for works on this machine. */
export class BackendUnavailableError extends Error {
  readonly code = 'BACKEND_UNAVAILABLE';
  override readonly name = 'BackendUnavailableError';
}

/**
 * Starts a tfjs backend and proves that it is the one in use: tfjs itself goes on with another one,
 * silently, when the one asked for does not start.
 *
 * K1 The device is never exchanged: who asks for a GPU gets one or an error.
 * K2 The answer names the backend that `tf.getBackend()` reports, and every one that was refused.
 * K3 Plain tfjs (`cpu`) takes no network with windows or steps: it would need minutes for seconds.
 *
 * `PERDURE_CPU_BACKEND` names the backend to try first on a CPU.
 *
 * @throws BackendUnavailableError naming each backend tried and why it did not start
 */
export async function chooseBackend(choice: BackendChoice): Promise<ChosenBackend> {
  const { device } = choice;
  const refused: { backend: BackendName; reason: string }[] = [];
  const { order, reason } = orderOf(choice);
  for (const backend of order) {
    const fault = unfit(backend, choice) ?? (await startBackend(backend, device));
    if (fault === undefined) {
      return { device, backend, reason, refused, ...(await deviceFacts(device, backend)) };
    }
    refused.push({ backend, reason: fault });
  }
  const tried = refused.map(({ backend, reason: fault }) => `${backend}: ${fault}`).join(' ');
  const mend =
    device === 'gpu'
      ? 'Run on a machine with a GPU and its driver, after "npm run setup:native -- gpu", or ask for the device "cpu".'
      : 'Reinstall the package @tensorflow/tfjs-backend-wasm.';
  throw new BackendUnavailableError(
    `No backend for the device "${device}" started. ${tried} ${mend}`,
  );
}

interface Order {
  readonly order: readonly BackendName[];
  readonly reason: string;
}

/** Multiplications of a step from which libtensorflow is quicker than wasm; see docs/training.md. */
const NATIVE_FROM = 3e6;

function orderOf({ device, backends, network }: BackendChoice): Order {
  if (backends !== undefined) return { order: backends, reason: 'It was asked for.' };
  if (device === 'gpu') {
    return { order: ['tensorflow', 'webgpu'], reason: 'It drives the GPU of this machine.' };
  }
  const wished = process.env['PERDURE_CPU_BACKEND'];
  if (wished !== undefined) return wishedOrder(wished);
  const work = network === undefined ? 0 : workOfStep(network.layers, network.batchSize);
  const millions = (work / 1e6).toFixed(1);
  if (work < NATIVE_FROM) {
    const what =
      network === undefined ? 'Nothing is trained' : `A step takes ${millions} M products`;
    return { order: ['wasm', 'cpu'], reason: `${what}: wasm has the least cost a call.` };
  }
  return {
    order: ['tensorflow', 'wasm', 'cpu'],
    reason: `A step takes ${millions} M products: libtensorflow has the quickest, wasm comes next.`,
  };
}

function wishedOrder(wished: string): Order {
  const known: readonly BackendName[] = ['tensorflow', 'wasm', 'cpu'];
  const first = known.find((name) => name === wished);
  if (first === undefined) {
    throw new BackendUnavailableError(
      `PERDURE_CPU_BACKEND is "${wished}"; it names one of ${known.join(', ')}.`,
    );
  }
  return { order: [first], reason: 'PERDURE_CPU_BACKEND names it.' };
}

/** @returns why the backend must not be tried, if so. */
function unfit(backend: BackendName, { device, network }: BackendChoice): string | undefined {
  const drives = backend === 'tensorflow' || (backend === 'webgpu') === (device === 'gpu');
  if (!drives) return `It does not drive a ${device.toUpperCase()}.`;
  if (backend === 'cpu' && network !== undefined && hasWindowsOrSteps(network.layers)) {
    return 'Plain JavaScript runs dense networks only; convolutions and recurrent layers would take minutes.';
  }
  return undefined;
}

/** @returns why the backend cannot be used, or undefined when it is in use now. */
async function startBackend(
  backend: BackendName,
  device: 'cpu' | 'gpu',
): Promise<string | undefined> {
  try {
    await keepingListeners(async () => {
      await loadBackend(backend, device);
      await tf.setBackend(backend);
      await tf.ready();
    });
  } catch (error) {
    return sentence(error instanceof Error ? error.message : String(error));
  }
  const used = tf.getBackend();
  return used === backend ? undefined : `It did not start; tfjs would go on with "${used}".`;
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
