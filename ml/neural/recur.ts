import * as tf from '@tensorflow/tfjs-core';
import type { PlannedRecurrent } from './planned-layer.ts';

/**
 * Runs a recurrent layer over its steps: Elman (1990), Hochreiter and Schmidhuber (1997) with the
 * forget gate of Gers et al. (2000), Cho et al. (2014) in the form that resets behind the product.
 *
 * @param value [N, steps, channels]
 * @returns [N, units] or [N, steps, units]
 */
export function recur(
  layer: PlannedRecurrent,
  value: tf.Tensor,
  weights: readonly tf.Tensor[],
): tf.Tensor {
  const [kernel, recurrent, bias, recurrentBias] = weights;
  if (!kernel || !recurrent || !bias)
    throw new Error('A recurrent layer has three weights or four.');
  const [rows = 0, steps = 0, channels = 0] = value.shape;
  // The inputs' part of all gates of all steps is one product.
  const flat = tf.matMul(tf.reshape(value, [rows * steps, channels]), kernel);
  const inputs = tf.unstack(tf.reshape(tf.add(flat, bias), [rows, steps, -1]), 1);
  const zeros = tf.zeros([rows, layer.units]);
  let state: State = { h: zeros, c: zeros };
  const all: tf.Tensor[] = [];
  for (const input of inputs) {
    state = STEPS[layer.kind]({ input, state, recurrent, recurrentBias, units: layer.units });
    all.push(state.h);
  }
  return layer.returns === 'last' ? state.h : tf.stack(all, 1);
}

interface State {
  readonly h: tf.Tensor;
  /** An LSTM's cell; others leave it alone. */
  readonly c: tf.Tensor;
}
interface Step {
  /** x·W + b, [N, gates·units] */
  readonly input: tf.Tensor;
  readonly state: State;
  readonly recurrent: tf.Tensor;
  readonly recurrentBias: tf.Tensor | undefined;
  readonly units: number;
}

/** The formulas of F5. */
const STEPS: Readonly<Record<PlannedRecurrent['kind'], (step: Step) => State>> = {
  simple_rnn: ({ input, state, recurrent }) => ({
    h: tf.tanh(tf.add(input, tf.matMul(state.h, recurrent))),
    c: state.c,
  }),
  lstm: ({ input, state, recurrent, units }) => {
    const gates = tf.add(input, tf.matMul(state.h, recurrent));
    const [i, f, g, o] = [0, 1, 2, 3].map((at) => gate(gates, at, units));
    if (!i || !f || !g || !o) throw new Error('An LSTM has four gates.');
    const kept = tf.mul(tf.sigmoid(f), state.c);
    const c = tf.add(kept, tf.mul(tf.sigmoid(i), tf.tanh(g)));
    return { h: tf.mul(tf.sigmoid(o), tf.tanh(c)), c };
  },
  gru: ({ input, state, recurrent, recurrentBias, units }) => {
    if (!recurrentBias) throw new Error('A GRU has a recurrent bias.');
    const past = tf.add(tf.matMul(state.h, recurrent), recurrentBias);
    const both = (at: number): tf.Tensor =>
      tf.sigmoid(tf.add(gate(input, at, units), gate(past, at, units)));
    const [update, reset] = [both(0), both(1)];
    const fresh = tf.tanh(tf.add(gate(input, 2, units), tf.mul(reset, gate(past, 2, units))));
    const h = tf.add(tf.mul(tf.sub(1, update), fresh), tf.mul(update, state.h));
    return { h, c: state.c };
  },
};

function gate(gates: tf.Tensor, at: number, units: number): tf.Tensor {
  return tf.slice(gates, [0, at * units], [gates.shape[0] ?? 0, units]);
}
