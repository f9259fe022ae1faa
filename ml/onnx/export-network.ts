import { planNetwork } from '../neural/network-plan.ts';
import type { NeuralNetwork } from '../neural/neural-network.ts';
import type { PlannedLayer } from '../neural/planned-layer.ts';
import { addActivation } from './export-activation.ts';
import { addRecurrent } from './export-recurrent.ts';
import { addConvolution, addPool } from './export-window.ts';
import { inLayout, type Flow, type LayerOf, type Weights } from './layer-flow.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/**
 * Adds a network as its plan says, without dropout and with batch norm's moving statistics (F3).
 * Returns the name of the probabilities [N, k], or of the values [N, 1] of a regression.
 */
export function addNetwork(graph: OnnxGraph, network: NeuralNetwork, features: string): string {
  const { spec, outputs } = network;
  const input: Flow = { value: features, layout: 'channels_last' };
  const start = spec.input.length === 1 ? input : addReshape(graph, spec.input, input);
  const flows: Flow[] = [];
  let used = 0;
  for (const layer of planNetwork(spec, outputs)) {
    const weights = network.weights.slice(used, used + layer.weights.length);
    used += layer.weights.length;
    const before = flows.at(-1) ?? start;
    const from = (at: number): Flow => flows[at] ?? start;
    flows.push(addLayer(graph, layer, before, { weights, from }));
  }
  const { value } = flows.at(-1) ?? start;
  const isRegression = spec.objective?.kind === 'regression';
  return isRegression ? value : graph.add('Softmax', [value], { axis: { int: 1 } });
}

interface LayerParts {
  readonly weights: Weights;
  /** What another layer made. */
  readonly from: (at: number) => Flow;
}

function addLayer(graph: OnnxGraph, layer: PlannedLayer, flow: Flow, parts: LayerParts): Flow {
  switch (layer.kind) {
    case 'dense':
      return addDense(graph, layer, flow, parts.weights);
    case 'conv2d':
    case 'depthwise_conv2d':
      return addConvolution(graph, layer, flow, parts.weights);
    case 'max_pool':
    case 'average_pool':
      return addPool(graph, layer, flow);
    case 'simple_rnn':
    case 'lstm':
    case 'gru':
      return addRecurrent(graph, layer, flow, parts.weights);
    case 'embedding':
      return addEmbedding(graph, layer, flow, parts.weights);
    case 'batch_norm':
      return addBatchNorm(graph, layer, flow, parts.weights);
    case 'layer_norm':
      return addLayerNorm(graph, layer, flow, parts.weights);
    default:
      return addPlain(graph, layer, flow, parts);
  }
}

type Plain = 'global_average_pool' | 'flatten' | 'reshape' | 'dropout' | 'activation' | 'add';

function addPlain(graph: OnnxGraph, layer: LayerOf<Plain>, flow: Flow, parts: LayerParts): Flow {
  switch (layer.kind) {
    case 'dropout':
      return flow;
    case 'activation':
      return { ...flow, value: addActivation(graph, flow.value, layer.activation) };
    case 'add': {
      const other = inLayout(graph, parts.from(layer.from), flow.layout);
      const sum = graph.add('Add', [flow.value, other]);
      return { ...flow, value: addActivation(graph, sum, layer.activation) };
    }
    case 'global_average_pool': {
      const mean = graph.add('GlobalAveragePool', [inLayout(graph, flow, 'channels_first')]);
      return rowsOf(graph.add('Flatten', [mean], { axis: { int: 1 } }));
    }
    case 'flatten': {
      const value = inLayout(graph, flow, 'channels_last');
      return rowsOf(graph.add('Flatten', [value], { axis: { int: 1 } }));
    }
    case 'reshape':
      return addReshape(graph, layer.outShape, flow);
  }
}

function addReshape(graph: OnnxGraph, shape: readonly number[], flow: Flow): Flow {
  const value = inLayout(graph, flow, 'channels_last');
  return rowsOf(graph.add('Reshape', [value, graph.integers('shape', [-1, ...shape])]));
}

function addDense(
  graph: OnnxGraph,
  layer: LayerOf<'dense'>,
  flow: Flow,
  [kernel = new Float32Array(), bias = new Float32Array()]: Weights,
): Flow {
  const weights = graph.floats('kernel', [layer.inputs, layer.units], kernel);
  const offset = graph.floats('bias', [layer.units], bias);
  const value = graph.add('Gemm', [flow.value, weights, offset]);
  return rowsOf(addActivation(graph, value, layer.activation));
}

/** Numbers lose their fraction; those without a row of their own take the last one (F6). */
function addEmbedding(
  graph: OnnxGraph,
  { vocabulary, dimension }: LayerOf<'embedding'>,
  flow: Flow,
  [table = new Float32Array()]: Weights,
): Flow {
  // Numbers beyond 64 bits have no whole number to be cast to.
  const bounds = [graph.float('least', -1), graph.float('most', vocabulary)];
  const clipped = graph.add('Clip', [flow.value, ...bounds]);
  const numbers = graph.cast(graph.add('Floor', [clipped]), 'int64');
  const below = graph.add('Less', [numbers, graph.integers('zero', [0])]);
  const rows = graph.add('Where', [below, graph.integers('other', [vocabulary]), numbers]);
  return rowsOf(
    graph.add('Gather', [graph.floats('table', [vocabulary + 1, dimension], table), rows]),
  );
}

/** (x - mean) · (gamma / √(variance + epsilon)) + beta */
function addBatchNorm(
  graph: OnnxGraph,
  { epsilon }: LayerOf<'batch_norm'>,
  flow: Flow,
  [gamma, beta, mean, variance]: Weights,
): Flow {
  const channels = gamma?.length ?? 0;
  const shape = flow.layout === 'channels_first' ? [channels, 1, 1] : [channels];
  const factor = Float64Array.from(
    gamma ?? [],
    (each, c) => each / Math.sqrt((variance?.[c] ?? 0) + epsilon),
  );
  const centred = graph.add('Sub', [flow.value, graph.floats('mean', shape, mean ?? [])]);
  const scaled = graph.add('Mul', [centred, graph.floats('factor', shape, factor)]);
  return { ...flow, value: graph.add('Add', [scaled, graph.floats('beta', shape, beta ?? [])]) };
}

function addLayerNorm(
  graph: OnnxGraph,
  { epsilon }: LayerOf<'layer_norm'>,
  flow: Flow,
  [gamma = new Float32Array(), beta = new Float32Array()]: Weights,
): Flow {
  const scale = graph.floats('gamma', [gamma.length], gamma);
  const offset = graph.floats('beta', [beta.length], beta);
  const value = graph.add(
    'LayerNormalization',
    [inLayout(graph, flow, 'channels_last'), scale, offset],
    { axis: { int: -1 }, epsilon: { float: epsilon } },
  );
  return rowsOf(value);
}

const rowsOf = (value: string): Flow => ({ value, layout: 'channels_last' });
