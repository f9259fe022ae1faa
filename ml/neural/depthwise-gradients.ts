import * as tf from '@tensorflow/tfjs-core';
import { eachMeeting } from './conv-patches.ts';
import { replaceKernel } from './replace-kernel.ts';

/**
 * Registers both gradients of a depthwise convolution for the wasm backend, which ships neither.
 * Written out in loops here, with sums in double precision: there is no product to hand over.
 */
export function registerDepthwiseGradients(): void {
  replaceKernel('DepthwiseConv2dNativeBackpropFilter', ({ inputs, attrs }) => {
    // The engine calls these kernels with exactly these inputs, as tensors, and these attributes.
    const { strides, pad, filterShape } =
      attrs as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs;
    const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
    const info = infoOf(x.shape, filterShape, strides, pad);
    const sums = filterSums(x.dataSync<'float32'>(), dy.dataSync<'float32'>(), info);
    return tf.tensor4d(Float32Array.from(sums), filterShape);
  });
  replaceKernel('DepthwiseConv2dNativeBackpropInput', ({ inputs, attrs }) => {
    const { strides, pad, inputShape } =
      attrs as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs;
    const { dy, filter } = inputs as unknown as { dy: tf.Tensor4D; filter: tf.Tensor4D };
    const info = infoOf(inputShape, filter.shape, strides, pad);
    const sums = inputSums(dy.dataSync<'float32'>(), filter.dataSync<'float32'>(), info);
    return tf.tensor4d(Float32Array.from(sums), inputShape);
  });
}

type Info = tf.backend_util.Conv2DInfo;

function infoOf(
  input: tf.Tensor4D['shape'],
  filter: tf.Tensor4D['shape'],
  strides: [number, number] | number,
  pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4],
): Info {
  return tf.backend_util.computeConv2DInfo(input, filter, strides, 1, pad, undefined, true);
}

/** dW[i, j, c, m] = Σ x[place + (i, j), c] · dy[place, c·M + m] */
function filterSums(x: Float32Array, dy: Float32Array, info: Info): Float64Array {
  const { inChannels, outChannels, filterHeight, filterWidth } = info;
  const sums = new Float64Array(filterHeight * filterWidth * outChannels);
  const multiplier = outChannels / inChannels;
  eachMeeting(info, (inX, place, tap) => {
    const [from, to] = [place * outChannels, tap * outChannels];
    for (let made = 0; made < outChannels; made += 1) {
      const value = x[inX + Math.floor(made / multiplier)] ?? 0;
      sums[to + made] = (sums[to + made] ?? 0) + value * (dy[from + made] ?? 0);
    }
  });
  return sums;
}

/** dx[place + (i, j), c] = Σ W[i, j, c, m] · dy[place, c·M + m] */
function inputSums(dy: Float32Array, filter: Float32Array, info: Info): Float64Array {
  const { batchSize, inHeight, inWidth, inChannels, outChannels } = info;
  const sums = new Float64Array(batchSize * inHeight * inWidth * inChannels);
  const multiplier = outChannels / inChannels;
  eachMeeting(info, (inX, place, tap) => {
    const [from, weights] = [place * outChannels, tap * outChannels];
    for (let made = 0; made < outChannels; made += 1) {
      const to = inX + Math.floor(made / multiplier);
      sums[to] = (sums[to] ?? 0) + (filter[weights + made] ?? 0) * (dy[from + made] ?? 0);
    }
  });
  return sums;
}
