import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from './backend-name.ts';
import { registerConvGradients } from './conv-gradients.ts';
import { registerDepthwiseGradients } from './depthwise-gradients.ts';
import { loadTensorflow } from './load-tensorflow.ts';
import { loadWebgpu } from './load-webgpu.ts';
import { registerPoolGradient } from './pool-gradient.ts';
import { registerSegmentSum } from './segment-sum.ts';
import { quickenTransposedProducts } from './transposed-product.ts';

/** Loads what registers a backend with tfjs. @throws Error saying what is missing */
export async function loadBackend(backend: BackendName, device: 'cpu' | 'gpu'): Promise<void> {
  switch (backend) {
    case 'wasm':
      return loadWasm();
    case 'cpu':
      tf.enableProdMode(); // the only switch of its advice to install another package
      await import('@tensorflow/tfjs-backend-cpu');
      return;
    case 'webgpu':
      return loadWebgpu();
    case 'tensorflow':
      return loadTensorflow(device);
  }
}

const require = createRequire(import.meta.url);

async function loadWasm(): Promise<void> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + path.sep);
  // One thread adds up in one order: the same weights on every run, and no thread to hang on to.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  registerConvGradients();
  registerDepthwiseGradients();
  registerPoolGradient();
  registerSegmentSum();
  quickenTransposedProducts();
}
