import { requireNative } from './native-folder.ts';

/**
 * Loads tfjs's WebGPU backend over Dawn.
 *
 * @throws Error when it is not set up, no adapter is found, or only a software one (K1), unless
 *   `PERDURE_WEBGPU_SOFTWARE=1` lets that pass, as tests do
 */
export async function loadWebgpu(): Promise<void> {
  const dawn = requireNative('webgpu', 'webgpu');
  const gpu: unknown = callOn(dawn, 'create', [[]]);
  Object.assign(globalThis, Reflect.get(dawn, 'globals'));
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu, userAgent: 'node' },
    configurable: true,
  });
  const { words } = await webgpuAdapter(gpu);
  if (
    process.env['PERDURE_WEBGPU_SOFTWARE'] !== '1' &&
    /swiftshader|llvmpipe|software/i.test(words)
  ) {
    throw new Error(`Only a software adapter was found: ${words}.`);
  }
  adapterName = words;
  requireNative('webgpu', '@tensorflow/tfjs-backend-webgpu');
}

let adapterName = 'unknown adapter';
/** Of the adapter in use. */
export const webgpuAdapterName = (): string => adapterName;

async function webgpuAdapter(gpu: unknown): Promise<{ readonly words: string }> {
  const adapter: unknown = await callOn(gpu, 'requestAdapter', []);
  if (adapter === null || adapter === undefined) throw new Error('No graphics adapter was found.');
  const info: unknown = Reflect.get(Object(adapter) as object, 'info'); // any value boxes
  const held = Object(info) as object;
  const parts = ['vendor', 'architecture', 'device', 'description'].map((key): unknown =>
    Reflect.get(held, key),
  );
  return { words: parts.filter((part) => typeof part === 'string' && part !== '').join(' ') };
}

function callOn(target: unknown, method: string, args: readonly unknown[]): unknown {
  const call: unknown = Reflect.get(Object(target) as object, method); // any value boxes
  if (typeof call !== 'function') throw new Error(`"${method}" is missing in the package.`);
  return Reflect.apply(call, target, args);
}
