import * as tf from '@tensorflow/tfjs-core';
import { activate } from './activate.ts';
import type { PlannedConv, PlannedDepthwise, PlannedPool } from './planned-layer.ts';

/** @param value [N, height, width, channels] */
export function convolve(
  layer: PlannedConv,
  value: tf.Tensor,
  weights: readonly tf.Tensor[],
): tf.Tensor {
  const { kernel, bias } = pairOf(weights);
  const filter = spread(kernel, layer.dilation);
  // The plan puts a window only behind [N, height, width, channels]; here and below.
  const made = tf.conv2d(value as tf.Tensor4D, filter, [...layer.stride], layer.padding);
  return activate(tf.add(made, bias), layer.activation);
}

/** @param value [N, height, width, channels] */
export function convolveDepthwise(
  layer: PlannedDepthwise,
  value: tf.Tensor,
  weights: readonly tf.Tensor[],
): tf.Tensor {
  const { kernel, bias } = pairOf(weights);
  const filter = spread(kernel, layer.dilation);
  const image = value as tf.Tensor4D;
  const made = tf.depthwiseConv2d(image, filter, [...layer.stride], layer.padding);
  return activate(tf.add(made, bias), layer.activation);
}

/** @param value [N, height, width, channels] */
export function pool(layer: PlannedPool, value: tf.Tensor): tf.Tensor {
  const run = layer.kind === 'max_pool' ? tf.maxPool : tf.avgPool;
  return run(value as tf.Tensor4D, [...layer.kernel], [...layer.stride], layer.padding);
}

function pairOf([kernel, bias]: readonly tf.Tensor[]): {
  readonly kernel: tf.Tensor4D;
  readonly bias: tf.Tensor;
} {
  if (kernel === undefined || bias === undefined) throw new Error('A window has two weights.');
  return { kernel: kernel as tf.Tensor4D, bias };
}

/**
 * Writes the holes of a dilation into the kernel as zeros: tfjs has no gradient of a dilated
 * convolution, on any backend, but one of everything that is used here.
 */
function spread(kernel: tf.Tensor4D, dilation: readonly [number, number]): tf.Tensor4D {
  const [down, across] = dilation;
  if (down === 1 && across === 1) return kernel;
  const [rows, columns, channels, filters] = kernel.shape;
  const wide = spreadAxis(tf.reshape(kernel, [rows, columns, -1]), 1, across);
  const both = spreadAxis(wide, 0, down);
  const shape = [(rows - 1) * down + 1, (columns - 1) * across + 1, channels, filters];
  return tf.reshape(both, shape as [number, number, number, number]);
}

/** `gaps - 1` zeros between the entries along an axis of [rows, columns, values]. */
function spreadAxis(value: tf.Tensor, axis: 0 | 1, gaps: number): tf.Tensor {
  if (gaps === 1) return value;
  const [rows = 0, columns = 0, values = 0] = value.shape;
  const parted = axis === 0 ? [rows, 1, columns * values] : [rows * columns, 1, values];
  const gap: [number, number] = [0, gaps - 1];
  const padded = tf.pad(tf.reshape(value, parted), [[0, 0], gap, [0, 0]]);
  const long = axis === 0 ? [rows * gaps, columns, values] : [rows, columns * gaps, values];
  const kept = axis === 0 ? [(rows - 1) * gaps + 1, columns] : [rows, (columns - 1) * gaps + 1];
  return tf.slice(tf.reshape(padded, long), [0, 0, 0], [...kept, values]);
}
