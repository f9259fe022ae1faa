import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
// The Node build of tfjs-core leaves the gradients out; loading tfjs-layers registers them.
import '@tensorflow/tfjs-layers';
import { registerConvGradients } from './conv-gradients.ts';
import { registerDepthwiseGradients } from './depthwise-gradients.ts';
import { registerPoolGradient } from './pool-gradient.ts';
import { registerSegmentSum } from './segment-sum.ts';
import { quickenTransposedProducts } from './transposed-product.ts';

/** Where numbers are crunched: the device, and the library that drives it. */
export interface ChosenBackend {
  readonly device: 'cpu' | 'gpu';
  readonly backend: BackendName;
  /** What was asked for first and did not work, with the reason; empty as a rule. */
  readonly refused: readonly { readonly backend: BackendName; readonly reason: string }[];
}
export type BackendName = 'wasm' | 'cpu' | 'webgpu' | 'tensorflow';

export interface BackendChoice {
  readonly device: 'cpu' | 'gpu';
  /** Tried in this order; by default those that suit the device, fastest first. */
  readonly backends?: readonly BackendName[];
}

/** Thrown when no backend of those asked for works on this machine. */
export class BackendUnavailableError extends Error {
  readonly code = 'BACKEND_UNAVAILABLE';
  override readonly name = 'BackendUnavailableError';
}

const BACKENDS: Readonly<Record<'cpu' | 'gpu', readonly BackendName[]>> = {
  cpu: ['wasm', 'cpu'],
  gpu: ['tensorflow', 'webgpu'],
};
const GPU_BACKENDS: readonly BackendName[] = ['tensorflow', 'webgpu'];

/**
 * Starts a tfjs backend and proves that it is the one in use: tfjs itself goes on with another one,
 * silently, when the one asked for does not start.
 *
 * K1 The device is never exchanged: who asks for a GPU gets one or an error.
 * K2 The answer names the backend that `tf.getBackend()` reports, and every one that was refused.
 *
 * @throws BackendUnavailableError naming each backend tried and why it did not start
 */
export async function chooseBackend(choice: BackendChoice): Promise<ChosenBackend> {
  const refused: { backend: BackendName; reason: string }[] = [];
  for (const backend of choice.backends ?? BACKENDS[choice.device]) {
    const reason = await startBackend(backend, choice.device);
    if (reason === undefined) return { device: choice.device, backend, refused };
    refused.push({ backend, reason });
  }
  const tried = refused.map(({ backend, reason }) => `${backend}: ${reason}`).join(' ');
  const mend =
    choice.device === 'gpu'
      ? 'Run on a machine with a GPU and its driver, or ask for the device "cpu".'
      : 'Reinstall the package @tensorflow/tfjs-backend-wasm.';
  throw new BackendUnavailableError(
    `No backend for the device "${choice.device}" started. ${tried} ${mend}`,
  );
}

/** @returns why the backend cannot be used, or undefined when it is in use now. */
async function startBackend(
  backend: BackendName,
  device: 'cpu' | 'gpu',
): Promise<string | undefined> {
  if (GPU_BACKENDS.includes(backend) !== (device === 'gpu')) {
    return `It does not drive a ${device === 'gpu' ? 'GPU' : 'CPU'}.`;
  }
  const listeners = crashListeners();
  try {
    await LOADERS[backend]();
    await tf.setBackend(backend);
    await tf.ready();
  } catch (error) {
    return sentence(error instanceof Error ? error.message : String(error));
  } finally {
    removeListenersSince(listeners);
  }
  const used = tf.getBackend();
  return used === backend ? undefined : `It did not start; tfjs would go on with "${used}".`;
}

type CrashEvent = 'uncaughtException' | 'unhandledRejection';
type Listener = ReturnType<typeof process.rawListeners>[number];
const CRASHES: readonly CrashEvent[] = ['uncaughtException', 'unhandledRejection'];

/**
 * The wasm loader adds listeners that rethrow every uncaught error of the whole process from inside
 * its own one-line source, which buries the real message. They go again once it has started.
 */
function crashListeners(): ReadonlySet<Listener> {
  return new Set(CRASHES.flatMap((event) => process.rawListeners(event)));
}
function removeListenersSince(before: ReadonlySet<Listener>): void {
  for (const event of CRASHES) {
    for (const listener of process.rawListeners(event)) {
      // rawListeners loses the parameter types; a listener is removed, never called.
      if (!before.has(listener)) process.removeListener(event, listener as () => void);
    }
  }
}

const require = createRequire(import.meta.url);

const LOADERS: Readonly<Record<BackendName, () => Promise<void>>> = {
  wasm: async () => {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + path.sep);
    // One thread adds up in one order: the same weights on every run, and no thread to hang on to.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    registerConvGradients();
    registerDepthwiseGradients();
    registerPoolGradient();
    registerSegmentSum();
    quickenTransposedProducts();
  },
  cpu: async () => {
    tf.enableProdMode(); // the only switch of its advice to install another package
    await import('@tensorflow/tfjs-backend-cpu');
  },
  // Both are optional packages, loaded by a name the compiler does not follow.
  webgpu: async () => {
    const dawn = await loadOptional('webgpu');
    const gpu: unknown = callOn(dawn, 'create', [[]]);
    Object.assign(globalThis, Reflect.get(dawn, 'globals'));
    Object.defineProperty(globalThis, 'navigator', {
      value: { gpu, userAgent: 'node' },
      configurable: true,
    });
    await refuseSoftwareAdapter(gpu);
    await loadOptional('@tensorflow/tfjs-backend-webgpu');
  },
  tensorflow: async () => {
    await loadOptional('@tensorflow/tfjs-node-gpu');
    if (Reflect.get(tf.backend(), 'isUsingGpuDevice') !== true) {
      throw new Error('TensorFlow started, but found no GPU.');
    }
  },
};

async function loadOptional(name: string): Promise<object> {
  try {
    const loaded: unknown = await import(name);
    return Object(loaded) as object; // a module namespace is always an object
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
      throw new Error(`The optional package "${name}" is not installed.`, { cause: error });
    }
    throw error;
  }
}

/** A software adapter computes rightly but is no GPU, so it must not pass for one (K1). */
async function refuseSoftwareAdapter(gpu: unknown): Promise<void> {
  const adapter: unknown = await callOn(gpu, 'requestAdapter', []);
  if (adapter === null || adapter === undefined) throw new Error('No graphics adapter was found.');
  const info: unknown = Reflect.get(Object(adapter) as object, 'info'); // any value boxes
  const words = JSON.stringify(info, ['vendor', 'architecture', 'device', 'description']) ?? '';
  if (/swiftshader|llvmpipe|software/i.test(words)) {
    throw new Error(`Only a software adapter was found: ${words}.`);
  }
}

function callOn(target: unknown, method: string, args: readonly unknown[]): unknown {
  const call: unknown = Reflect.get(Object(target) as object, method); // any value boxes
  if (typeof call !== 'function') throw new Error(`"${method}" is missing in the package.`);
  return Reflect.apply(call, target, args);
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
