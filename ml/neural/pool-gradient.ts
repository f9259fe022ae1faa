import * as tf from '@tensorflow/tfjs-core';
import { eachMeeting } from './conv-patches.ts';
import { replaceKernel } from './replace-kernel.ts';

/**
 * Registers the gradient of max pooling for the wasm backend, whose own is wrong where windows
 * overlap or do not cover the input (seen against Keras): each error goes to the first largest value
 * of its window.
 */
export function registerPoolGradient(): void {
  replaceKernel('MaxPoolGrad', ({ inputs, attrs }) => {
    // The engine calls this kernel with exactly these inputs, as tensors, and these attributes.
    const { filterSize, strides, pad } = attrs as unknown as tf.MaxPoolGradAttrs;
    const { dy, input } = inputs as unknown as { dy: tf.Tensor4D; input: tf.Tensor4D };
    const info = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad);
    const errors = dy.dataSync<'float32'>();
    const made = new Float32Array(input.size);
    largestPlaces(input.dataSync<'float32'>(), info).forEach((from, to) => {
      made[from] = (made[from] ?? 0) + (errors[to] ?? 0);
    });
    return tf.tensor4d(made, input.shape);
  });
}

/** For each value of the output, where in the input it comes from. */
function largestPlaces(x: Float32Array, info: tf.backend_util.Conv2DInfo): Int32Array {
  const { inChannels: channels, batchSize, outHeight, outWidth } = info;
  const size = batchSize * outHeight * outWidth * channels;
  const [best, places] = [new Float32Array(size).fill(-Infinity), new Int32Array(size)];
  eachMeeting(info, (inX, place) => {
    for (let c = 0; c < channels; c += 1) {
      const [value, to] = [x[inX + c] ?? 0, place * channels + c];
      if (value <= (best[to] ?? 0)) continue;
      best[to] = value;
      places[to] = inX + c;
    }
  });
  return places;
}
