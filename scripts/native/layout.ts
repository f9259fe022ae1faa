import path from 'node:path';

/** What can be set up: TensorFlow on the processor, on an NVIDIA card, or WebGPU through Dawn. */
export const NATIVE_KINDS = ['cpu', 'gpu', 'webgpu'] as const;
export type NativeKind = (typeof NATIVE_KINDS)[number];

/** The npm packages of each kind, in the versions that were tried together. */
export const PACKAGES: Readonly<Record<NativeKind, readonly string[]>> = {
  cpu: ['@tensorflow/tfjs-node@4.22.0', 'node-api-headers@1.9.0'],
  gpu: ['@tensorflow/tfjs-node-gpu@4.22.0', 'node-api-headers@1.9.0'],
  webgpu: [
    '@tensorflow/tfjs-backend-webgpu@4.22.0',
    '@tensorflow/tfjs-core@4.22.0',
    'webgpu@0.6.2',
  ],
};

/** The package whose binding is built here. */
export const BOUND = { cpu: '@tensorflow/tfjs-node', gpu: '@tensorflow/tfjs-node-gpu' } as const;

/** Where the parts of one kind lie. The folder is the project's own and may be deleted whole. */
export interface NativeLayout {
  readonly root: string;
  readonly modules: string;
  /** What is unpacked of the Python wheels; libraries find each other from there. */
  readonly wheels: string;
}

/** `PERDURE_NATIVE_DIR`, else `.cache/native` of the project, and in it a folder for each kind. */
export function layoutOf(kind: NativeKind): NativeLayout {
  const project = path.resolve(import.meta.dirname, '../..');
  const home = process.env['PERDURE_NATIVE_DIR'] ?? path.join(project, '.cache', 'native');
  const root = path.resolve(home, kind);
  return { root, modules: path.join(root, 'node_modules'), wheels: path.join(root, 'wheels') };
}
