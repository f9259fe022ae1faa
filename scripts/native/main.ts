import { buildBinding } from './build-binding.ts';
import { fetchTensorflow } from './fetch-tensorflow.ts';
import { installPackages } from './install-packages.ts';
import { layoutOf, NATIVE_KINDS, type NativeKind } from './layout.ts';
import { verifyNative } from './verify-native.ts';

/** `npm run setup:native -- cpu|gpu|webgpu` */
async function main(): Promise<void> {
  const kind = kindOf(process.argv[2]);
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

function kindOf(text: string | undefined): NativeKind {
  const kind = NATIVE_KINDS.find((one) => one === text);
  if (kind === undefined) {
    throw new Error(`Say what to set up: npm run setup:native -- ${NATIVE_KINDS.join('|')}.`);
  }
  if (kind !== 'webgpu' && (process.platform !== 'linux' || process.arch !== 'x64')) {
    throw new Error(
      `TensorFlow can be set up on linux x64, not on ${process.platform} ${process.arch}. Training runs on wasm without it.`,
    );
  }
  return kind;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
