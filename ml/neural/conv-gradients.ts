import * as tf from '@tensorflow/tfjs-core';
import { patchesOf, sumOfPatches } from './conv-patches.ts';
import { replaceKernel } from './replace-kernel.ts';

/**
 * Registers both gradients of a convolution for the wasm backend: it ships none for the filter, and
 * for the input only one that is several times slower than the rest of training.
 *
 * With P the patches [N·h·w, kernel·kernel·channels], a convolution is P · W; so the filter's
 * gradient is Pᵀ · dy, and the input's is dy · Wᵀ with every patch added back to its place. The
 * products run in wasm; only the copying is done here.
 */
export function registerConvGradients(): void {
  replaceKernel('Conv2DBackpropFilter', ({ inputs, attrs }) => {
    // The engine calls this kernel with exactly these inputs, as tensors, and these attributes; here
    // and below.
    const { strides, pad, filterShape } = attrs as unknown as tf.Conv2DBackpropFilterAttrs;
    const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
    const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
    return filterGradient(x, dy, info);
  });
  replaceKernel('Conv2DBackpropInput', ({ inputs, attrs }) => {
    const { strides, pad, inputShape } = attrs as unknown as tf.Conv2DBackpropInputAttrs;
    const { dy, filter } = inputs as unknown as { dy: tf.Tensor4D; filter: tf.Tensor4D };
    const info = tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad);
    return inputGradient(dy, filter, info);
  });
}

function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const places = info.batchSize * info.outHeight * info.outWidth;
  return tf.tidy(() => {
    const patches = patchesOf(x.dataSync<'float32'>(), info);
    const met = tf.tensor2d(patches, [places, patches.length / places]);
    const errors = tf.reshape(dy, [places, info.outChannels]);
    return tf.reshape(tf.matMul(met, errors, true, false), info.filterShape);
  });
}

function inputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const places = info.batchSize * info.outHeight * info.outWidth;
  return tf.tidy(() => {
    const errors = tf.reshape(dy, [places, info.outChannels]);
    const weights = tf.reshape(filter, [-1, info.outChannels]);
    const patches = tf.matMul(errors, weights, false, true).dataSync<'float32'>();
    return tf.tensor4d(sumOfPatches(patches, info), info.inShape);
  });
}
