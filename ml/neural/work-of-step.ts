import type { PlannedLayer } from './planned-layer.ts';

/** Multiplications of a step, forward and back: about three times those of the forward pass. */
export function workOfStep(layers: readonly PlannedLayer[], batchSize: number): number {
  return 3 * batchSize * layers.reduce((sum, layer) => sum + productsOf(layer), 0);
}

/** Whether a network has layers that slide a window or go step by step. */
export function hasWindowsOrSteps(layers: readonly PlannedLayer[]): boolean {
  return layers.some((layer) => 'pads' in layer || 'returns' in layer);
}

/** Multiplications for one row. */
function productsOf(layer: PlannedLayer): number {
  const sizes = layer.weights.map(({ shape }) => shape.reduce((all, side) => all * side, 1));
  const kernels = sizes.reduce((sum, size) => sum + size, 0);
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwise_conv2d':
      return kernels * (layer.outShape[0] ?? 1) * (layer.outShape[1] ?? 1);
    case 'simple_rnn':
    case 'lstm':
    case 'gru':
      return kernels * (layer.inShape[0] ?? 1);
    case 'dense':
      return kernels;
    default:
      return 0;
  }
}
