import type { Conv2dSpec, DepthwiseConv2dSpec, Padding, PoolSpec, Sides } from './layer-spec.ts';
import type { PlannedLayer } from './planned-layer.ts';
import { imageOf, penaltyOf, shaped, weight, type Standing } from './standing.ts';

/** Works out a convolution. @throws RangeError when it does not fit the image */
export function planConv(layer: Conv2dSpec, at: Standing): PlannedLayer {
  const [, , channels] = imageOf(at);
  const { filters, activation } = layer;
  const { out, ...window } = slide(layer, at);
  const weights = [
    weight('kernel', [...window.kernel, channels, filters]),
    weight('bias', [filters]),
  ];
  return shaped(at, [...out, filters], weights, {
    ...{ kind: 'conv2d', ...window, channels, filters, activation },
    penalty: penaltyOf(layer, at),
  });
}

/** Works out a depthwise convolution. @throws RangeError when it does not fit the image */
export function planDepthwise(layer: DepthwiseConv2dSpec, at: Standing): PlannedLayer {
  const [, , channels] = imageOf(at);
  const { multiplier = 1, activation } = layer;
  const { out, ...window } = slide(layer, at);
  const made = channels * multiplier;
  const weights = [
    weight('kernel', [...window.kernel, channels, multiplier]),
    weight('bias', [made]),
  ];
  return shaped(at, [...out, made], weights, {
    ...{ kind: 'depthwise_conv2d', ...window, channels, multiplier, activation },
    penalty: penaltyOf(layer, at),
  });
}

/** Works out a pooling. @throws RangeError when it does not fit the image */
export function planPool(layer: PoolSpec, at: Standing): PlannedLayer {
  const [, , channels] = imageOf(at);
  const { kind, size, stride = size, padding = 'valid' } = layer;
  const window = slide({ kernel: size, stride, padding }, at);
  const { kernel, pads, out } = window;
  return shaped(at, [...out, channels], [], {
    ...{ kind, kernel, pads, padding, channels },
    stride: window.stride,
  });
}

interface Sliding {
  readonly kernel: Sides;
  readonly stride?: Sides;
  readonly dilation?: Sides;
  readonly padding: Padding;
}
type Pair = readonly [number, number];
interface Slid {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
  readonly pads: readonly [number, number, number, number];
  readonly out: Pair;
}

function slide({ kernel, stride = 1, dilation = 1, padding }: Sliding, at: Standing): Slid {
  const [height, width] = imageOf(at);
  const [kernels, strides, dilations] = [pair(kernel), pair(stride), pair(dilation)];
  if (Math.max(...strides) > 1 && Math.max(...dilations) > 1) {
    throw new RangeError(
      `${at.place} has a stride and a dilation above 1; only one of them may be.`,
    );
  }
  const [rows, columns] = [0, 1].map((axis) =>
    slideAxis(padding, {
      side: axis === 0 ? height : width,
      reach: (kernels[axis as 0 | 1] - 1) * dilations[axis as 0 | 1] + 1,
      stride: strides[axis as 0 | 1],
    }),
  ) as [Axis, Axis]; // one for each of two axes
  if (rows.out < 1 || columns.out < 1) {
    throw new RangeError(
      `${at.place} is larger than what comes before it, [${at.shape.join(', ')}].`,
    );
  }
  return {
    ...{ kernel: kernels, stride: strides, dilation: dilations, padding },
    pads: [rows.before, columns.before, rows.after, columns.after],
    out: [rows.out, columns.out],
  };
}

interface Axis {
  readonly out: number;
  readonly before: number;
  readonly after: number;
}

/** `reach`: places from a window's first to its last value. */
function slideAxis(
  padding: Padding,
  {
    side,
    reach,
    stride,
  }: { readonly side: number; readonly reach: number; readonly stride: number },
): Axis {
  if (padding === 'valid')
    return { out: Math.floor((side - reach) / stride) + 1, before: 0, after: 0 };
  const out = Math.ceil(side / stride);
  const zeros = Math.max((out - 1) * stride + reach - side, 0);
  return { out, before: Math.floor(zeros / 2), after: Math.ceil(zeros / 2) };
}

const pair = (sides: Sides): Pair => (typeof sides === 'number' ? [sides, sides] : sides);
