import * as tf from '@tensorflow/tfjs-core';
import type { Matrix } from '../data/matrix.ts';
import { outputsOf } from './forward.ts';
import type { PlannedLayer } from './planned-layer.ts';

/** Values of the widest layer that go through the network at once; bounds the memory. */
const VALUES_AT_ONCE = 2 ** 23;
const ROWS_AT_ONCE = 512;

/**
 * What the output layer makes of rows, [N, outputs], row-major. A backend must be in use already.
 *
 * @param weights all weights of the layers, in their order (F2)
 * @param pause awaited between portions of rows, so that others get their turn
 */
export async function networkOutputs(
  layers: readonly PlannedLayer[],
  weights: readonly Float32Array[],
  { features, shape }: { readonly features: Matrix; readonly shape: readonly number[] },
  pause?: () => Promise<void>,
): Promise<Float32Array> {
  const planned = layers.flatMap((layer) => layer.weights);
  const placed = planned.map((weight, at) => tf.tensor(weights[at] ?? [], [...weight.shape]));
  const outputs = layers.at(-1)?.outShape[0] ?? 0;
  const made = new Float32Array(features.rows * outputs);
  const portion = portionOf(layers, features.columns);
  try {
    for (let start = 0; start < features.rows; start += portion) {
      const end = Math.min(start + portion, features.rows);
      const values = features.values.subarray(start * features.columns, end * features.columns);
      const answer = tf.tidy(() =>
        outputsOf(layers, placed, tf.tensor(values, [end - start, ...shape])),
      );
      made.set(await answer.data<'float32'>(), start * outputs);
      answer.dispose();
      await pause?.();
    }
  } finally {
    tf.dispose(placed);
  }
  return made;
}

function portionOf(layers: readonly PlannedLayer[], columns: number): number {
  const sizes = layers.map(({ outShape }) => outShape.reduce((all, side) => all * side, 1));
  const fitting = Math.floor(VALUES_AT_ONCE / Math.max(columns, ...sizes));
  return Math.max(1, Math.min(ROWS_AT_ONCE, fitting));
}
