import * as tf from '@tensorflow/tfjs-core';
import type { Matrix } from '../data/matrix.ts';
import { scoresOf } from './forward.ts';
import { planNetwork, weightShapes } from './network-plan.ts';
import type { NeuralNetwork } from './neural-network.ts';

/** Rows that go through the network at once; bounds the memory for activations. */
const ROWS_AT_ONCE = 512;

/**
 * Probabilities [N, k], row-major, each row summing to 1. A backend must be in use already.
 *
 * @param features [N, n], scaled as for training
 */
export async function networkProbabilities(
  network: NeuralNetwork,
  features: Matrix,
): Promise<Float64Array> {
  const layers = planNetwork(network.spec, network.outputs);
  const shapes = weightShapes(layers);
  const weights = network.weights.map((w, index) => tf.tensor(w, [...(shapes[index] ?? [])]));
  const out = new Float64Array(features.rows * network.outputs);
  for (let start = 0; start < features.rows; start += ROWS_AT_ONCE) {
    const end = Math.min(start + ROWS_AT_ONCE, features.rows);
    const values = features.values.subarray(start * features.columns, end * features.columns);
    const answer = tf.tidy(() => {
      const rows = tf.tensor(values, [end - start, ...network.spec.input]);
      return tf.softmax(scoresOf(layers, weights, rows));
    });
    out.set(await answer.data(), start * network.outputs);
    answer.dispose();
  }
  tf.dispose(weights);
  return out;
}
