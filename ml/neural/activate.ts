import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from './activation.ts';

/** Applies an activation to every value. */
export function activate(value: tf.Tensor, activation: Activation): tf.Tensor {
  return FUNCTIONS[activation](value);
}

const FUNCTIONS: Readonly<Record<Activation, (value: tf.Tensor) => tf.Tensor>> = {
  linear: (value) => value,
  relu: (value) => tf.relu(value),
  leaky_relu: (value) => tf.leakyRelu(value, 0.01),
  elu: (value) => tf.elu(value),
  selu: (value) => tf.selu(value),
  gelu: (value) => {
    const share = tf.add(tf.erf(tf.mul(value, Math.SQRT1_2)), 1);
    return tf.mul(tf.mul(value, share), 0.5);
  },
  tanh: (value) => tf.tanh(value),
  sigmoid: (value) => tf.sigmoid(value),
  softplus: (value) => tf.softplus(value),
  softsign: (value) => tf.div(value, tf.add(tf.abs(value), 1)),
  swish: (value) => tf.mul(value, tf.sigmoid(value)),
};
