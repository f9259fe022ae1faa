import * as tf from '@tensorflow/tfjs-core';
import type { SeededRandom } from '../random/seeded-random.ts';
import { activate } from './activate.ts';
import { normalizeBatch, normalizeLayer, type BatchMoments } from './normalize.ts';
import type { PlannedDense, PlannedEmbedding, PlannedLayer } from './planned-layer.ts';
import { recur } from './recur.ts';
import { convolve, convolveDepthwise, pool } from './slide-window.ts';

/** What only training needs of a pass. */
export interface TrainingPass {
  /** Draws what is dropped. */
  readonly random: SeededRandom;
  /** Gets the statistics of each batch norm, in the order of the layers; they outlive a `tf.tidy`. */
  readonly moments: BatchMoments[];
}

/**
 * Runs rows through a network, as F3 to F7 of `PlannedLayer` say.
 *
 * @param weights all weights of the layers, in their order (F2)
 * @param rows [N, …input shape]
 * @param training what makes it a pass of training; without it the moving statistics are used
 * @returns what the output layer makes, [N, outputs]: scores before the softmax, or values
 */
export function outputsOf(
  layers: readonly PlannedLayer[],
  weights: readonly tf.Tensor[],
  rows: tf.Tensor,
  training?: TrainingPass,
): tf.Tensor2D {
  const made: tf.Tensor[] = [];
  let [value, used] = [rows, 0];
  for (const layer of layers) {
    const own = weights.slice(used, used + layer.weights.length);
    used += own.length;
    value = runLayer(layer, { value, weights: own, made, rows, training });
    made.push(value);
  }
  return value as tf.Tensor2D; // the output layer is dense
}

interface LayerCall {
  readonly value: tf.Tensor;
  readonly weights: readonly tf.Tensor[];
  /** What the layers so far have made. */
  readonly made: readonly tf.Tensor[];
  readonly rows: tf.Tensor;
  readonly training: TrainingPass | undefined;
}

function runLayer(layer: PlannedLayer, call: LayerCall): tf.Tensor {
  const { value, weights, training } = call;
  switch (layer.kind) {
    case 'dense':
      return weigh(layer, value, weights);
    case 'conv2d':
      return convolve(layer, value, weights);
    case 'depthwise_conv2d':
      return convolveDepthwise(layer, value, weights);
    case 'max_pool':
    case 'average_pool':
      return pool(layer, value);
    case 'embedding':
      return embed(layer, value, weights);
    case 'simple_rnn':
    case 'lstm':
    case 'gru':
      return recur(layer, value, weights);
    case 'batch_norm':
      return normalizeBatch(layer, value, weights, training?.moments);
    case 'layer_norm':
      return normalizeLayer(layer, value, weights);
    default:
      return runPlain(layer, call);
  }
}

type PlainKind = 'global_average_pool' | 'flatten' | 'reshape' | 'dropout' | 'activation' | 'add';

function runPlain(layer: PlannedLayer & { kind: PlainKind }, call: LayerCall): tf.Tensor {
  const { value, training } = call;
  switch (layer.kind) {
    case 'global_average_pool':
      return tf.mean(value, [1, 2]);
    case 'flatten':
    case 'reshape':
      return tf.reshape(value, [value.shape[0] ?? 0, ...layer.outShape]);
    case 'dropout':
      return training === undefined ? value : drop(value, layer.rate, training.random);
    case 'activation':
      return activate(value, layer.activation);
    case 'add': {
      const other = layer.from === -1 ? call.rows : call.made[layer.from];
      if (other === undefined) throw new Error(`Layer ${layer.from} has made nothing yet.`);
      return activate(tf.add(value, other), layer.activation);
    }
  }
}

function weigh(layer: PlannedDense, value: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor {
  const [kernel, bias] = weights;
  if (kernel === undefined || bias === undefined) throw new Error('A dense layer has two weights.');
  return activate(tf.add(tf.matMul(value, kernel), bias), layer.activation);
}

function embed(
  { vocabulary }: PlannedEmbedding,
  value: tf.Tensor,
  [table]: readonly tf.Tensor[],
): tf.Tensor {
  if (table === undefined) throw new Error('An embedding has a table.');
  const known = tf.logicalAnd(tf.greaterEqual(value, 0), tf.less(value, vocabulary));
  const row = tf.where(known, value, tf.fill(value.shape, vocabulary));
  return tf.gather(table, tf.cast(row, 'int32'));
}

function drop(value: tf.Tensor, rate: number, random: SeededRandom): tf.Tensor {
  if (rate === 0) return value;
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(value.size);
  for (let i = 0; i < mask.length; i += 1) mask[i] = random.next() < rate ? 0 : kept;
  return tf.mul(value, tf.tensor(mask, value.shape));
}
