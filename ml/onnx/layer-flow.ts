import type { PlannedLayer } from '../neural/planned-layer.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/** A value on its way through a network. ONNX wants images channels first, the trainer has them last. */
export interface Flow {
  readonly value: string;
  readonly layout: 'channels_last' | 'channels_first';
}

/** A planned layer of one kind, with its weights in the order of the plan. */
export type LayerOf<K extends PlannedLayer['kind']> = PlannedLayer & { readonly kind: K };
export type Weights = readonly Float32Array[];

/** The flow in the layout wanted; only images have another one than `channels_last`. */
export function inLayout(graph: OnnxGraph, flow: Flow, layout: Flow['layout']): string {
  if (flow.layout === layout) return flow.value;
  const perm = layout === 'channels_first' ? [0, 3, 1, 2] : [0, 2, 3, 1];
  return graph.add('Transpose', [flow.value], { perm: { ints: perm } });
}
