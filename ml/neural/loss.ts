import * as tf from '@tensorflow/tfjs-core';
import type { Objective } from './network-spec.ts';

/**
 * The mean loss of a batch.
 *
 * @param outputs of the output layer, [B, outputs]
 * @param targets as `Targets` writes them, [B, outputs]
 */
export function meanLoss(
  outputs: tf.Tensor2D,
  targets: tf.Tensor2D,
  objective: Objective,
): tf.Scalar {
  const rows = outputs.shape[0];
  if (objective.kind === 'classification') {
    return total(tf.mul(targets, tf.logSoftmax(outputs)), -rows);
  }
  const error = tf.sub(outputs, targets);
  switch (objective.loss ?? 'mse') {
    case 'mse':
      return total(tf.square(error), rows);
    case 'mae':
      return total(tf.abs(error), rows);
    case 'huber':
      return total(huber(error, objective.delta ?? 1), rows);
  }
}

/** Huber (1964): e²/2 up to delta, then delta·(|e| - delta/2). */
function huber(error: tf.Tensor, delta: number): tf.Tensor {
  const size = tf.abs(error);
  const near = tf.minimum(size, delta);
  const far = tf.sub(size, near);
  return tf.add(tf.mul(tf.square(near), 0.5), tf.mul(far, delta));
}

function total(values: tf.Tensor, divisor: number): tf.Scalar {
  return tf.div<tf.Scalar>(tf.sum(values), divisor); // a sum over all axes has no axis left
}
