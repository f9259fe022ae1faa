import * as tf from '@tensorflow/tfjs-core';
import { replaceKernel } from './replace-kernel.ts';

/**
 * Registers the gradient of a gather for the wasm backend, which ships none: the rows that went to
 * one segment added up, in double precision.
 */
export function registerSegmentSum(): void {
  replaceKernel('UnsortedSegmentSum', ({ inputs, attrs }) => {
    // The engine calls this kernel with exactly these inputs, as tensors, and this attribute.
    const { x, segmentIds } = inputs as unknown as { x: tf.Tensor; segmentIds: tf.Tensor };
    const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs;
    const ids = segmentIds.dataSync<'int32'>();
    const values = x.dataSync<'float32'>();
    const width = values.length / Math.max(ids.length, 1);
    const sums = new Float64Array(numSegments * width);
    ids.forEach((segment, row) => {
      for (let i = 0; i < width; i += 1) {
        const to = segment * width + i;
        sums[to] = (sums[to] ?? 0) + (values[row * width + i] ?? 0);
      }
    });
    const shape = [numSegments, ...x.shape.slice(segmentIds.rank)];
    return tf.tensor(Float32Array.from(sums), shape);
  });
}
