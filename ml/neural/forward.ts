import * as tf from '@tensorflow/tfjs-core';
import type { SeededRandom } from '../random/seeded-random.ts';
import type { Activation } from './activation.ts';
import type { PlannedLayer } from './planned-layer.ts';

/**
 * Runs rows through a network.
 *
 * @param weights as `weightShapes` orders them
 * @param rows [N, …input shape]
 * @param dropout draws the masks while training; without it nothing is dropped
 * @returns scores [N, k], before the softmax
 */
export function scoresOf(
  layers: readonly PlannedLayer[],
  weights: readonly tf.Tensor[],
  rows: tf.Tensor,
  dropout?: SeededRandom,
): tf.Tensor2D {
  let value = rows;
  let used = 0;
  for (const layer of layers) {
    if (layer.kind === 'dense' || layer.kind === 'conv2d') {
      const [kernel, bias] = [weights[used], weights[used + 1]];
      if (kernel === undefined || bias === undefined) throw new Error('Too few weights.');
      value = activate(tf.add(weigh(layer, value, kernel), bias), layer.activation);
      used += 2;
    } else value = reshapeOrDrop(layer, value, dropout);
  }
  return value as tf.Tensor2D; // the output layer is dense
}

function weigh(
  layer: PlannedLayer & { kind: 'dense' | 'conv2d' },
  value: tf.Tensor,
  kernel: tf.Tensor,
): tf.Tensor {
  if (layer.kind === 'dense') return tf.matMul(value, kernel);
  // The plan puts a convolution only behind [N, height, width, channels].
  return tf.conv2d(value as tf.Tensor4D, kernel as tf.Tensor4D, 1, layer.padding);
}

function reshapeOrDrop(
  layer: PlannedLayer,
  value: tf.Tensor,
  dropout: SeededRandom | undefined,
): tf.Tensor {
  if (layer.kind === 'flatten') return tf.reshape(value, [value.shape[0] ?? 0, -1]);
  if (layer.kind === 'max_pool') {
    // The plan puts pooling only behind [N, height, width, channels].
    return tf.maxPool(value as tf.Tensor4D, [...layer.kernel], [...layer.stride], layer.padding);
  }
  if (layer.kind !== 'dropout') throw new Error(`Layer "${layer.kind}" is not built yet.`);
  if (dropout === undefined || layer.rate === 0) return value;
  const kept = 1 / (1 - layer.rate);
  const mask = new Float32Array(value.size);
  for (let i = 0; i < mask.length; i += 1) mask[i] = dropout.next() < layer.rate ? 0 : kept;
  return tf.mul(value, tf.tensor(mask, value.shape));
}

function activate(value: tf.Tensor, activation: Activation): tf.Tensor {
  switch (activation) {
    default:
      throw new Error(`Activation "${activation}" is not built yet.`);
    case 'linear':
      return value;
    case 'relu':
      return tf.relu(value);
    case 'tanh':
      return tf.tanh(value);
    case 'sigmoid':
      return tf.sigmoid(value);
  }
}
