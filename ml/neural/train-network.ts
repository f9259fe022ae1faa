import * as tf from '@tensorflow/tfjs-core';
import type { LabelledMatrix, Matrix } from '../data/matrix.ts';
import { restoreRandom, type SeededRandom } from '../random/seeded-random.ts';
import { range, shuffle } from '../random/shuffle.ts';
import { adamStep, load, read, release, type Moving } from './adam.ts';
import { scoresOf } from './forward.ts';
import { planNetwork, weightShapes } from './network-plan.ts';
import type { NetworkSpec } from './network-spec.ts';
import type { NeuralNetwork } from './neural-network.ts';
import type { PlannedLayer } from './planned-layer.ts';
import { initialState, type TrainingState } from './training-state.ts';

export type { NeuralNetwork };
export interface EpochReport {
  /** Epochs done, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Mean cross-entropy over the epoch's rows, in nats. */
  readonly loss: number;
  readonly state: TrainingState;
}
export interface TrainOptions {
  /** Goes on from here; see N1 of `TrainingState`. */
  readonly resume?: TrainingState;
  /** Awaited after each epoch. */
  readonly onEpoch?: (report: EpochReport) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Trains a network with Adam on the cross-entropy of its softmax, in shuffled batches. A backend
 * must be in use already: see `chooseBackend`.
 *
 * @param data features [N, n], scaled; n is the product of `spec.input`
 * @throws RangeError when the shapes do not fit; the signal's reason when aborted
 */
export async function trainNetwork(
  data: LabelledMatrix,
  spec: NetworkSpec,
  options: TrainOptions = {},
): Promise<NeuralNetwork> {
  const layers = planNetwork(spec, data.classes.length);
  checkInput(data.features, spec);
  let state = options.resume ?? initialState(layers, spec.seed);
  const moving = load(state, weightShapes(layers));
  try {
    while (state.epoch < spec.epochs) {
      options.signal?.throwIfAborted();
      const { loss, next } = await trainEpoch(data, spec, layers, moving, state);
      state = next;
      await options.onEpoch?.({ epoch: state.epoch, epochs: spec.epochs, loss, state });
    }
  } finally {
    release(moving);
  }
  return {
    spec,
    features: data.features.columns,
    outputs: data.classes.length,
    weights: state.weights,
  };
}

async function trainEpoch(
  data: LabelledMatrix,
  spec: NetworkSpec,
  layers: readonly PlannedLayer[],
  moving: Moving,
  before: TrainingState,
): Promise<{ loss: number; next: TrainingState }> {
  const random = restoreRandom(before.random);
  const order = shuffle(range(data.features.rows), random);
  const decay = spec.schedule?.kind === 'exponential' ? spec.schedule.factor : 1;
  const learningRate = spec.optimizer.learningRate * decay ** before.epoch;
  if (spec.optimizer.kind !== 'adam') throw new Error('Adam alone is built.');
  const adam = spec.optimizer;
  let [loss, steps] = [0, before.steps];
  for (let start = 0; start < order.length; start += spec.batchSize) {
    const rows = order.subarray(start, start + spec.batchSize);
    const batch = takeBatch(data, spec, rows);
    const { value, gradients } = await gradientsOf(layers, moving.weights, batch, random);
    steps += 1;
    adamStep(moving, gradients, adam, steps, learningRate);
    tf.dispose([...gradients, batch.rows, batch.targets]);
    loss += (value * rows.length) / order.length;
  }
  const [weights, firstMoments, secondMoments] = await Promise.all([
    read(moving.weights),
    read(moving.firstMoments),
    read(moving.secondMoments),
  ]);
  const epoch = before.epoch + 1;
  const next = { epoch, steps, random: random.state(), weights, firstMoments, secondMoments };
  return { loss, next };
}

interface Batch {
  /** [B, …input shape] */
  readonly rows: tf.Tensor;
  /** [B, k], one 1 in each row. */
  readonly targets: tf.Tensor2D;
}

function takeBatch(data: LabelledMatrix, spec: NetworkSpec, rows: Int32Array): Batch {
  const { columns, values } = data.features;
  const classes = data.classes.length;
  const features = new Float32Array(rows.length * columns);
  const targets = new Float32Array(rows.length * classes);
  rows.forEach((row, at) => {
    features.set(values.subarray(row * columns, (row + 1) * columns), at * columns);
    targets[at * classes + (data.labels[row] ?? 0)] = 1;
  });
  return {
    rows: tf.tensor(features, [rows.length, ...spec.input]),
    targets: tf.tensor2d(targets, [rows.length, classes]),
  };
}

async function gradientsOf(
  layers: readonly PlannedLayer[],
  weights: readonly tf.Tensor[],
  batch: Batch,
  random: SeededRandom,
): Promise<{ value: number; gradients: tf.Tensor[] }> {
  const { value, grads } = tf.valueAndGrads((...moved: tf.Tensor[]) =>
    crossEntropy(scoresOf(layers, moved, batch.rows, random), batch.targets),
  )([...weights]);
  const [loss = NaN] = await value.data();
  value.dispose();
  return { value: loss, gradients: grads };
}

function crossEntropy(scores: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  const sum = tf.sum(tf.mul(targets, tf.logSoftmax(scores)));
  return tf.div<tf.Scalar>(sum, -scores.shape[0]); // a sum over all axes has no axis left
}

function checkInput(features: Matrix, spec: NetworkSpec): void {
  const size = spec.input.reduce((all, side) => all * side, 1);
  if (size === features.columns) return;
  throw new RangeError(
    `The network takes rows of ${spec.input.join(' x ')} = ${size} values, the data has ${features.columns} columns.`,
  );
}
