import type { Activation } from '../neural/activation.ts';
import { planNetwork, weightShapes } from '../neural/network-plan.ts';
import type { NeuralNetwork } from '../neural/neural-network.ts';
import type { PlannedLayer } from '../neural/planned-layer.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/** A value on its way through the network. ONNX wants channels first, the trainer has them last. */
interface Flow {
  readonly value: string;
  readonly layout: 'rows' | 'channels_last' | 'channels_first';
}

/** Adds the network and its softmax; returns the name of the probabilities. */
export function addNetwork(graph: OnnxGraph, network: NeuralNetwork, features: string): string {
  const layers = planNetwork(network.spec, network.outputs);
  const shapes = weightShapes(layers);
  const { input } = network.spec;
  let flow: Flow = { value: features, layout: 'rows' };
  if (input.length === 3) {
    const shape = graph.integers('image', [-1, ...input]);
    flow = { value: graph.add('Reshape', [features, shape]), layout: 'channels_last' };
  }
  let used = 0;
  for (const layer of layers) {
    const [kernel, bias] = [network.weights[used], network.weights[used + 1]];
    if (layer.kind === 'dense' || layer.kind === 'conv2d') {
      if (kernel === undefined || bias === undefined) throw new Error('Too few weights.');
      flow = addWeighted(graph, layer, flow, { kernel, bias, shape: shapes[used] ?? [] });
      used += 2;
    } else flow = addPlain(graph, layer, flow);
  }
  return graph.add('Softmax', [flow.value], { axis: { int: 1 } });
}

interface LayerWeights {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly shape: readonly number[];
}

function addWeighted(
  graph: OnnxGraph,
  layer: PlannedLayer & { kind: 'dense' | 'conv2d' },
  flow: Flow,
  { kernel, bias, shape }: LayerWeights,
): Flow {
  if (layer.kind === 'dense') {
    const weights = graph.floats('kernel', shape, kernel);
    const offset = graph.floats('bias', [bias.length], bias);
    const value = graph.add('Gemm', [flow.value, weights, offset]);
    return { value: activate(graph, value, layer.activation), layout: 'rows' };
  }
  const [side] = layer.kernel;
  const weights = graph.floats(
    'kernel',
    [layer.filters, layer.channels, side, side],
    filtersFirst(kernel, layer),
  );
  const offset = graph.floats('bias', [bias.length], bias);
  const value = graph.add('Conv', [channelsFirst(graph, flow), weights, offset], {
    kernel_shape: { ints: [side, side] },
    auto_pad: { text: layer.padding === 'same' ? 'SAME_UPPER' : 'VALID' },
  });
  return { value: activate(graph, value, layer.activation), layout: 'channels_first' };
}

function addPlain(graph: OnnxGraph, layer: PlannedLayer, flow: Flow): Flow {
  switch (layer.kind) {
    default:
      throw new Error(`A layer "${layer.kind}" cannot be exported yet.`);
    case 'dropout':
      return flow;
    case 'flatten': {
      const value = graph.add('Flatten', [channelsLast(graph, flow)], { axis: { int: 1 } });
      return { value, layout: 'rows' };
    }
    case 'max_pool': {
      const attributes = { kernel_shape: { ints: layer.kernel }, strides: { ints: layer.stride } };
      const value = graph.add('MaxPool', [channelsFirst(graph, flow)], attributes);
      return { value, layout: 'channels_first' };
    }
  }
}

const channelsFirst = (graph: OnnxGraph, flow: Flow): string =>
  flow.layout === 'channels_last'
    ? graph.add('Transpose', [flow.value], { perm: { ints: [0, 3, 1, 2] } })
    : flow.value;

const channelsLast = (graph: OnnxGraph, flow: Flow): string =>
  flow.layout === 'channels_first'
    ? graph.add('Transpose', [flow.value], { perm: { ints: [0, 2, 3, 1] } })
    : flow.value;

/** [side, side, channels, filters] to [filters, channels, side, side]. */
function filtersFirst(
  kernel: Float32Array,
  { kernel: [side], channels, filters }: PlannedLayer & { kind: 'conv2d' },
): Float32Array {
  const moved = new Float32Array(kernel.length);
  for (let place = 0; place < side * side; place += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let filter = 0; filter < filters; filter += 1) {
        const from = (place * channels + channel) * filters + filter;
        moved[(filter * channels + channel) * side * side + place] = kernel[from] ?? 0;
      }
    }
  }
  return moved;
}

function activate(graph: OnnxGraph, value: string, activation: Activation): string {
  switch (activation) {
    default:
      throw new Error(`The activation "${activation}" cannot be exported yet.`);
    case 'linear':
      return value;
    case 'relu':
      return graph.add('Relu', [value]);
    case 'tanh':
      return graph.add('Tanh', [value]);
    case 'sigmoid':
      return graph.add('Sigmoid', [value]);
  }
}
