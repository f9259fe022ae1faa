/** `tensorflow` is libtensorflow through the binding that `npm run setup:native` builds. */
export type BackendName = 'wasm' | 'cpu' | 'webgpu' | 'tensorflow';
