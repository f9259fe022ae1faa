import type { Activation, LayerSpec, NetworkSpec } from './network-spec.ts';

/** A layer with everything its spec leaves open worked out. */
export type PlannedLayer =
  | {
      readonly kind: 'dense';
      readonly inputs: number;
      readonly units: number;
      readonly activation: Activation;
    }
  | {
      readonly kind: 'conv2d';
      readonly kernel: number;
      readonly channels: number;
      readonly filters: number;
      readonly padding: 'same' | 'valid';
      readonly activation: Activation;
    }
  | { readonly kind: 'max_pool'; readonly size: number }
  | { readonly kind: 'flatten' }
  | { readonly kind: 'dropout'; readonly rate: number };

/**
 * Works out the shapes through a network and adds the output layer.
 *
 * @throws RangeError naming the layer that does not fit what comes before it
 */
export function planNetwork(spec: NetworkSpec, classes: number): readonly PlannedLayer[] {
  const planned: PlannedLayer[] = [];
  let shape = [...spec.input];
  const output: LayerSpec = { kind: 'dense', units: classes, activation: 'linear' };
  [...spec.layers, output].forEach((layer, index) => {
    if (layer.kind === 'dense' && shape.length === 3) {
      planned.push({ kind: 'flatten' });
      shape = [product(shape)];
    }
    const place = `Layer ${index} (${layer.kind})`;
    const next = planLayer(layer, shape, place);
    planned.push(next.layer);
    shape = next.shape;
  });
  return planned;
}

/** Shapes of a network's weights, in the order in which they are kept: kernel, bias, kernel, … */
export function weightShapes(layers: readonly PlannedLayer[]): readonly (readonly number[])[] {
  return layers.flatMap((layer) => {
    if (layer.kind === 'dense') return [[layer.inputs, layer.units], [layer.units]];
    if (layer.kind !== 'conv2d') return [];
    const { kernel, channels, filters } = layer;
    return [[kernel, kernel, channels, filters], [filters]];
  });
}

interface Planned {
  readonly layer: PlannedLayer;
  readonly shape: number[];
}

function planLayer(layer: LayerSpec, shape: number[], place: string): Planned {
  switch (layer.kind) {
    case 'dense':
      return { layer: { ...layer, inputs: product(shape) }, shape: [layer.units] };
    case 'flatten':
      return { layer, shape: [product(shape)] };
    case 'dropout':
      return { layer, shape };
    case 'conv2d': {
      const [height, width, channels] = image(shape, place);
      const cut = layer.padding === 'same' ? 0 : layer.kernel - 1;
      if (height <= cut || width <= cut) throw tooSmall(place, shape);
      return {
        layer: { ...layer, channels },
        shape: [height - cut, width - cut, layer.filters],
      };
    }
    case 'max_pool': {
      const [height, width, channels] = image(shape, place);
      const { size } = layer;
      if (height < size || width < size) throw tooSmall(place, shape);
      return { layer, shape: [Math.floor(height / size), Math.floor(width / size), channels] };
    }
  }
}

function image(shape: readonly number[], place: string): readonly [number, number, number] {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined) {
    throw new RangeError(
      `${place} needs [height, width, channels] before it, not [${shape.join(', ')}].`,
    );
  }
  return [height, width, channels];
}

const tooSmall = (place: string, shape: readonly number[]): RangeError =>
  new RangeError(`${place} is larger than what comes before it, [${shape.join(', ')}].`);
const product = (shape: readonly number[]): number => shape.reduce((all, side) => all * side, 1);
