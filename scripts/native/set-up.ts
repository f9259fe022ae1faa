import { buildBinding } from './build-binding.ts';
import { fetchTensorflow } from './fetch-tensorflow.ts';
import { installPackages } from './install-packages.ts';
import { layoutOf, type NativeKind } from './layout.ts';
import { verifyNative } from './verify-native.ts';

/**
 * Sets one kind up in its folder, and proves by training a step that it works. May be run again: what
 * was fetched is kept.
 *
 * @throws Error naming the part that failed
 */
export async function setUp(kind: NativeKind): Promise<void> {
  if (kind !== 'webgpu' && (process.platform !== 'linux' || process.arch !== 'x64')) {
    throw new Error(
      `TensorFlow can be set up on linux x64, not on ${process.platform} ${process.arch}. Training runs on wasm without it.`,
    );
  }
  const layout = layoutOf(kind);
  say(`Setting up "${kind}" in ${layout.root} …`);
  await installPackages(kind, layout);
  if (kind !== 'webgpu') {
    const wheels = await fetchTensorflow(kind, layout);
    say('Compiling the binding …');
    await buildBinding(kind, layout, wheels);
  }
  const { backend, version, gpu } = await verifyNative(kind, layout);
  say(`Ready: ${backend} ${version}, on ${gpu ? 'a card' : 'the processor'}.`);
  if (kind === 'gpu' && !gpu) {
    say(
      'TensorFlow sees no card here, so workers will not use it as a GPU. Is the NVIDIA driver (libcuda.so.1) installed?',
    );
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
