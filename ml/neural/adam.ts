import * as tf from '@tensorflow/tfjs-core';
import type { AdamSpec } from './optimizer-spec.ts';
import type { TrainingState } from './training-state.ts';

/** The tensors that training moves, on the backend in use. */
export interface Moving {
  weights: tf.Tensor[];
  firstMoments: tf.Tensor[];
  secondMoments: tf.Tensor[];
}

/** Puts a state on the backend; `release` frees it. */
export function load(state: TrainingState, shapes: readonly (readonly number[])[]): Moving {
  const place = (values: readonly Float32Array[]): tf.Tensor[] =>
    values.map((one, index) => tf.tensor(one, [...(shapes[index] ?? [])]));
  return {
    weights: place(state.weights),
    firstMoments: place(state.firstMoments),
    secondMoments: place(state.secondMoments),
  };
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1, with the step size of the end of its section 2).
 *
 * @param step number of this step, from 1
 * @param learningRate after decay
 */
export function adamStep(
  moving: Moving,
  gradients: readonly tf.Tensor[],
  spec: AdamSpec,
  step: number,
  learningRate: number,
): void {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = spec;
  const size = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  gradients.forEach((gradient, index) => {
    const [first, second] = [moving.firstMoments[index], moving.secondMoments[index]];
    const weight = moving.weights[index];
    if (first === undefined || second === undefined || weight === undefined) return;
    const [nextFirst, nextSecond, nextWeight] = tf.tidy<tf.Tensor[]>(() => {
      const m = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
      const v = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const move = tf.div(tf.mul(m, size), tf.add(tf.sqrt(v), epsilon));
      return [m, v, tf.sub(weight, move)];
    });
    tf.dispose([first, second, weight]);
    if (nextFirst) moving.firstMoments[index] = nextFirst;
    if (nextSecond) moving.secondMoments[index] = nextSecond;
    if (nextWeight) moving.weights[index] = nextWeight;
  });
}

/** Reads the tensors back. */
export async function read(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  // Every tensor here is float32; the copy is ours to keep.
  return Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
}

export function release(moving: Moving): void {
  tf.dispose([...moving.weights, ...moving.firstMoments, ...moving.secondMoments]);
}
