import { addActivation } from './export-activation.ts';
import { inLayout, type Flow, type LayerOf, type Weights } from './layer-flow.ts';
import type { Attributes, OnnxGraph } from './onnx-graph.ts';

/** Adds a convolution, each channel by itself or not. */
export function addConvolution(
  graph: OnnxGraph,
  layer: LayerOf<'conv2d' | 'depthwise_conv2d'>,
  flow: Flow,
  [kernel = new Float32Array(), bias = new Float32Array()]: Weights,
): Flow {
  const { channels } = layer;
  const [height, width] = layer.kernel;
  // Filters that share an input channel: those of the last axis of the trainer's kernel.
  const filters = layer.kind === 'conv2d' ? layer.filters : layer.multiplier;
  const depthwise = layer.kind === 'depthwise_conv2d';
  const shape = [depthwise ? channels * filters : filters, depthwise ? 1 : channels, height, width];
  const sizes = { places: height * width, channels, filters };
  const moved = depthwise ? channelsOutside(kernel, sizes) : filtersOutside(kernel, sizes);
  const value = graph.add(
    'Conv',
    [
      inLayout(graph, flow, 'channels_first'),
      graph.floats('kernel', shape, moved),
      graph.floats('bias', [bias.length], bias),
    ],
    {
      ...windowOf(layer),
      dilations: { ints: layer.dilation },
      group: { int: depthwise ? channels : 1 },
    },
  );
  return { value: addActivation(graph, value, layer.activation), layout: 'channels_first' };
}

/** Adds a pooling; what lies in the padding counts neither as a maximum nor into a mean. */
export function addPool(
  graph: OnnxGraph,
  layer: LayerOf<'max_pool' | 'average_pool'>,
  flow: Flow,
): Flow {
  const input = [inLayout(graph, flow, 'channels_first')];
  const value =
    layer.kind === 'max_pool'
      ? graph.add('MaxPool', input, windowOf(layer))
      : graph.add('AveragePool', input, { ...windowOf(layer), count_include_pad: { int: 0 } });
  return { value, layout: 'channels_first' };
}

function windowOf(
  layer: LayerOf<'conv2d' | 'depthwise_conv2d' | 'max_pool' | 'average_pool'>,
): Attributes {
  return {
    kernel_shape: { ints: layer.kernel },
    strides: { ints: layer.stride },
    pads: { ints: layer.pads },
  };
}

interface KernelSizes {
  readonly places: number;
  readonly channels: number;
  readonly filters: number;
}

/** [places, channels, filters] to [filters, channels, places]. */
const filtersOutside = (kernel: Float32Array, sizes: KernelSizes): Float32Array =>
  moved(kernel, sizes, ({ channel, filter }) => filter * sizes.channels + channel);

/** [places, channels, filters] to [channels, filters, places]. */
const channelsOutside = (kernel: Float32Array, sizes: KernelSizes): Float32Array =>
  moved(kernel, sizes, ({ channel, filter }) => channel * sizes.filters + filter);

function moved(
  kernel: Float32Array,
  { places, channels, filters }: KernelSizes,
  planeOf: (at: { readonly channel: number; readonly filter: number }) => number,
): Float32Array {
  const out = new Float32Array(kernel.length);
  for (let place = 0; place < places; place += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let filter = 0; filter < filters; filter += 1) {
        const from = (place * channels + channel) * filters + filter;
        out[planeOf({ channel, filter }) * places + place] = kernel[from] ?? 0;
      }
    }
  }
  return out;
}
