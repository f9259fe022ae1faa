import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { requireNative } from './native-folder.ts';

/**
 * Loads tfjs-node, for the processor or for a card.
 *
 * @throws Error when it is not set up; for a card also when TensorFlow goes on without one (K1)
 */
export async function loadTensorflow(device: 'cpu' | 'gpu'): Promise<void> {
  mendUtil();
  // It writes every start to standard error else.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  // Sums in one order: equal seeds give equal weights (N12).
  if (device === 'cpu') process.env['TF_DETERMINISTIC_OPS'] ??= '1';
  const name = device === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  requireNative(device, name);
  await tf.setBackend('tensorflow');
  if (device === 'gpu' && Reflect.get(tf.backend(), 'isUsingGpuDevice') !== true) {
    throw new Error('TensorFlow started, but found no GPU.');
  }
}

/** tfjs-node 4.22 calls two functions that Node 23 took away (tensorflow/tfjs#8425). */
function mendUtil(): void {
  const held = util as { isNullOrUndefined?: unknown; isArray?: unknown };
  held.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  held.isArray ??= Array.isArray;
}
