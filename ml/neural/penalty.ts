import type { PlannedLayer } from './planned-layer.ts';

/**
 * The penalty on all kernels and tables, l1·Σ|w| + l2·Σw²; adds its gradient to `gradients`.
 *
 * @param weights as `gradients`, those of all layers in their order
 */
export function addPenalty(
  layers: readonly PlannedLayer[],
  weights: readonly Float32Array[],
  gradients: readonly (Float32Array | undefined)[],
): number {
  let [sum, at] = [0, 0];
  for (const layer of layers) {
    const { l1 = 0, l2 = 0 } = ('penalty' in layer ? layer.penalty : undefined) ?? {};
    const [values, gradient] = [weights[at], gradients[at]];
    // The kernel or table is the first weight of each layer that has a penalty.
    if ((l1 !== 0 || l2 !== 0) && values !== undefined && gradient !== undefined) {
      for (let i = 0; i < values.length; i += 1) {
        const value = values[i] ?? 0;
        sum += l1 * Math.abs(value) + l2 * value * value;
        gradient[i] = (gradient[i] ?? 0) + l1 * Math.sign(value) + 2 * l2 * value;
      }
    }
    at += layer.weights.length;
  }
  return sum;
}
