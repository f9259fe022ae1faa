import * as tf from '@tensorflow/tfjs-core';
import type { SeededRandom } from '../random/seeded-random.ts';
import { outputsOf } from './forward.ts';
import { meanLoss } from './loss.ts';
import type { Objective } from './network-spec.ts';
import type { BatchMoments } from './normalize.ts';
import type { PlannedLayer } from './planned-layer.ts';

/** Rows and their targets, on this side of the backend. */
export interface Batch {
  /** [B, …shape] */
  readonly rows: Float32Array;
  readonly shape: readonly number[];
  /** [B, outputs], as `Targets` writes them. */
  readonly targets: Float32Array;
  /** B */
  readonly size: number;
}

/** What one batch says. */
export interface BatchGradients {
  /** Mean over the batch, without penalties. */
  readonly loss: number;
  /** One for each weight; none for a moving statistic. */
  readonly gradients: readonly (Float32Array | undefined)[];
  /** Mean and variance behind each batch norm, in the order of the layers. */
  readonly moments: readonly { readonly mean: Float32Array; readonly variance: Float32Array }[];
}

/** A network in training: what stays the same from batch to batch. */
export interface TrainedPlan {
  readonly layers: readonly PlannedLayer[];
  readonly objective: Objective;
}

/**
 * The loss of a batch and its gradients at these weights, computed on the backend in use.
 *
 * @param weights all weights of the layers, in their order (F2)
 * @param random draws the dropout
 */
export async function batchGradients(
  { layers, objective }: TrainedPlan,
  weights: readonly Float32Array[],
  batch: Batch,
  random: SeededRandom,
): Promise<BatchGradients> {
  const planned = layers.flatMap((layer) => layer.weights);
  const moments: BatchMoments[] = [];
  const { value, grads } = tf.tidy(() => {
    const placed = planned.map(({ shape }, at) => tf.tensor(weights[at] ?? [], [...shape]));
    const rows = tf.tensor(batch.rows, [batch.size, ...batch.shape]);
    const targets = tf.tensor2d(batch.targets, [batch.size, batch.targets.length / batch.size]);
    const moved = placed.filter((_, at) => planned[at]?.trainable === true);
    return tf.valueAndGrads((...own: tf.Tensor[]) => {
      const rest = [...own];
      const all = placed.map((fixed, at) =>
        planned[at]?.trainable ? (rest.shift() ?? fixed) : fixed,
      );
      return meanLoss(outputsOf(layers, all, rows, { random, moments }), targets, objective);
    })(moved);
  });
  const gradients = await readAll(grads);
  const [loss] = await readAll([value]);
  const read = await readMoments(moments);
  return {
    loss: loss?.[0] ?? NaN,
    gradients: planned.map(({ trainable }) => (trainable ? gradients.shift() : undefined)),
    moments: read,
  };
}

async function readMoments(moments: readonly BatchMoments[]): Promise<BatchGradients['moments']> {
  const means = await readAll(moments.map(({ mean }) => mean));
  const variances = await readAll(moments.map(({ variance }) => variance));
  return means.map((mean, at) => ({ mean, variance: variances[at] ?? mean }));
}

/** Reads tensors back, as copies, and frees them. */
async function readAll(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  const values = await Promise.all(
    // Every tensor here is float32; the copy is ours to keep.
    tensors.map(async (tensor) => (await tensor.data<'float32'>()).slice()),
  );
  tf.dispose([...tensors]);
  return values;
}
