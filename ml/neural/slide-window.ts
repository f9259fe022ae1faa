import * as tf from '@tensorflow/tfjs-core';
import { activate } from './activate.ts';
import type { PlannedConv, PlannedDepthwise, PlannedPool, PlannedShape } from './planned-layer.ts';

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
export function pool(layer: PlannedPool & PlannedShape, value: tf.Tensor): tf.Tensor {
  const image = value as tf.Tensor4D;
  const [kernel, stride] = [[...layer.kernel], [...layer.stride]] as [
    [number, number],
    [number, number],
  ];
  if (layer.kind === 'max_pool') return tf.maxPool(image, kernel, stride, layer.padding);
  const [top, left, bottom, right] = layer.pads;
  if (Math.max(...layer.pads) === 0) return tf.avgPool(image, kernel, stride, 'valid');
  // The gradient that tfjs has divides by the whole window where padding lies in it. So the zeros are
  // put around first, and what they took from the mean is given back.
  const wide = tf.pad(image, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  return tf.mul(tf.avgPool(wide, kernel, stride, 'valid'), wholeWindows(layer));
}

/** Values of a window for each that lies inside the image, [1, h, w, 1]. */
function wholeWindows({
  inShape,
  outShape,
  kernel,
  stride,
  pads,
}: PlannedPool & PlannedShape): tf.Tensor {
  const inside = [0, 1].map((axis) =>
    Array.from({ length: outShape[axis] ?? 0 }, (_, place) => {
      const start = place * (stride[axis] ?? 1) - (pads[axis] ?? 0);
      const end = Math.min(start + (kernel[axis] ?? 1), inShape[axis] ?? 0);
      return (kernel[axis] ?? 1) / (end - Math.max(start, 0));
    }),
  );
  const [rows = [], columns = []] = inside;
  const shares = rows.flatMap((row) => columns.map((column) => row * column));
  return tf.tensor(shares, [1, rows.length, columns.length, 1]);
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
