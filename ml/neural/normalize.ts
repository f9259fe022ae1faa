import * as tf from '@tensorflow/tfjs-core';
import type { PlannedNorm } from './planned-layer.ts';

/** Statistics of one batch behind one batch norm, each [channels]. */
export interface BatchMoments {
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/**
 * Batch normalization (Ioffe and Szegedy 2015): with the batch's own statistics while training,
 * which go to `moments`; else with the moving ones.
 *
 * @param value [N, …, channels]
 */
export function normalizeBatch(
  { epsilon }: PlannedNorm & { kind: 'batch_norm' },
  value: tf.Tensor,
  weights: readonly tf.Tensor[],
  moments: BatchMoments[] | undefined,
): tf.Tensor {
  const [gamma, beta, movingMean, movingVariance] = weights;
  if (!gamma || !beta || !movingMean || !movingVariance)
    throw new Error('Batch norm has 4 weights.');
  if (moments === undefined) {
    const scale = tf.div(gamma, tf.sqrt(tf.add(movingVariance, epsilon)));
    return tf.add(tf.mul(tf.sub(value, movingMean), scale), beta);
  }
  const axes = value.shape.map((_, axis) => axis).slice(0, -1);
  const { mean, variance, normal } = standardizeOver(value, axes, epsilon);
  const channels = [value.shape.at(-1) ?? 0];
  moments.push({
    mean: tf.keep(tf.clone(tf.reshape(mean, channels))),
    variance: tf.keep(tf.clone(tf.reshape(variance, channels))),
  });
  return tf.add(tf.mul(normal, gamma), beta);
}

/** Layer normalization (Ba, Kiros and Hinton 2016) over the last axis. */
export function normalizeLayer(
  { epsilon }: PlannedNorm,
  value: tf.Tensor,
  [gamma, beta]: readonly tf.Tensor[],
): tf.Tensor {
  if (!gamma || !beta) throw new Error('Layer norm has 2 weights.');
  const { normal } = standardizeOver(value, [value.shape.length - 1], epsilon);
  return tf.add(tf.mul(normal, gamma), beta);
}

function standardizeOver(
  value: tf.Tensor,
  axes: number[],
  epsilon: number,
): { readonly mean: tf.Tensor; readonly variance: tf.Tensor; readonly normal: tf.Tensor } {
  const mean = tf.mean(value, axes, true);
  const centred = tf.sub(value, mean);
  const variance = tf.mean(tf.square(centred), axes, true);
  const normal = tf.div(centred, tf.sqrt(tf.add(variance, epsilon)));
  return { mean, variance, normal };
}
