import { range, shuffle } from '../random/shuffle.ts';
import { augment } from './augment.ts';
import type { Batch } from './batch-gradients.ts';
import { batchRandom } from './batch-random.ts';
import type { NetworkData, Targets } from './network-data.ts';
import type { NetworkSpec } from './network-spec.ts';

/** The rows of an epoch in the order in which it takes them. */
export function epochOrder(rows: number, seed: number, epoch: number): Int32Array {
  return shuffle(range(rows), batchRandom(seed, 'order', epoch, 0));
}

/** Gathers rows and targets, and changes the rows if the spec says so. */
export function takeBatch(
  { features }: NetworkData,
  targets: Targets,
  spec: NetworkSpec,
  { rows, epoch, batch }: BatchPlace,
): Batch {
  const { columns, values } = features;
  const taken = new Float32Array(rows.length * columns);
  const aims = new Float32Array(rows.length * targets.outputs);
  rows.forEach((row, at) => {
    taken.set(values.subarray(row * columns, (row + 1) * columns), at * columns);
    targets.write(row, aims, at * targets.outputs);
  });
  if (spec.augment !== undefined) {
    augment(taken, spec.input, spec.augment, batchRandom(spec.seed, 'augment', epoch, batch));
  }
  return { rows: taken, shape: spec.input, targets: aims, size: rows.length };
}

export interface BatchPlace {
  /** Numbers of the rows. */
  readonly rows: Int32Array;
  readonly epoch: number;
  readonly batch: number;
}
