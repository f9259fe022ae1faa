import type { Activation } from './activation.ts';
import type { Penalty } from './network-spec.ts';

/**
 * A layer with everything worked out: what the forward pass, its gradients and the ONNX writer go
 * by. Shapes leave the batch axis out.
 *
 * F1 Rows are float32; images [height, width, channels], sequences [steps, channels]. Only the
 *    last layer is the implied output: dense, linear, as many units as classes, or one.
 * F2 Weights lie in the order of `weights`, each row-major, and layer behind layer; so a network's
 *    weights are `layers.flatMap((layer) => layer.weights)`.
 * F3 At inference dropout does nothing and batch norm uses its moving statistics:
 *    (x - mean) / √(variance + epsilon) · gamma + beta, both variances without Bessel's correction.
 * F4 Windows (conv2d, depthwise_conv2d, pools) are cross-correlations, not flipped, over x padded
 *    with `pads` zeros; an average pool divides by the places inside x, a max pool looks at no other.
 * F5 Gates lie side by side in the last axis of kernels and biases:
 *    simple_rnn h' = tanh(x·W + h·U + b)
 *    lstm       i, f, g, o: c' = σ(f)·c + σ(i)·tanh(g); h' = σ(o)·tanh(c'), each gate x·W + h·U + b
 *    gru        z, r, n: n = tanh(x·Wₙ + bₙ + σ(r)·(h·Uₙ + cₙ)); h' = (1 - σ(z))·n + σ(z)·h, with c the
 *               recurrent bias (ONNX: linear_before_reset = 1); the gates z and r take x·W + b + h·U + c
 *    h and c begin at 0, steps run forward.
 * F6 An embedding takes row i of its table for 0 ≤ i < vocabulary (numbers are cut towards 0), and
 *    its last row, number `vocabulary`, for every other number.
 * F7 layer_norm normalizes over the last axis, with the plain variance.
 */
export type PlannedLayer = PlannedShape & PlannedKind;

export interface PlannedShape {
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];
  readonly weights: readonly PlannedWeight[];
}
export interface PlannedWeight {
  readonly name: WeightName;
  readonly shape: readonly number[];
  /** False for moving statistics: training changes them, but by no gradient. */
  readonly trainable: boolean;
}
export type WeightName =
  /** dense [inputs, units]; conv2d [kh, kw, channels, filters]; depthwise [kh, kw, channels, multiplier]; recurrent [channels, gates·units]. */
  | 'kernel'
  /** [outputs]; depthwise [channels·multiplier], channel by channel; recurrent [gates·units]. */
  | 'bias'
  /** [units, gates·units] */
  | 'recurrent_kernel'
  /** gru only, [3·units] */
  | 'recurrent_bias'
  /** [vocabulary + 1, dimension] */
  | 'table'
  /** Norms, [channels]: batch_norm has all four in this order, layer_norm the first two. */
  | 'gamma'
  | 'beta'
  | 'moving_mean'
  | 'moving_variance';

export type PlannedKind =
  | PlannedDense
  | PlannedConv
  | PlannedDepthwise
  | PlannedPool
  | PlannedNorm
  | PlannedEmbedding
  | PlannedRecurrent
  | { readonly kind: 'global_average_pool' | 'flatten' | 'reshape' }
  | { readonly kind: 'dropout'; readonly rate: number }
  | { readonly kind: 'activation'; readonly activation: Activation }
  /** `from`: position among the planned layers, -1 the network's input. */
  | { readonly kind: 'add'; readonly from: number; readonly activation: Activation };

/** Takes [inputs]; what has more axes meets a planned `flatten` first. */
export interface PlannedDense {
  readonly kind: 'dense';
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  readonly penalty: Penalty;
}
export interface PlannedWindow {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: 'same' | 'valid';
  /** Zeros above, left, below, right; as ONNX's `pads` orders them. */
  readonly pads: readonly [number, number, number, number];
  readonly channels: number;
}
export interface PlannedConv extends PlannedWindow {
  readonly kind: 'conv2d';
  readonly dilation: readonly [number, number];
  readonly filters: number;
  readonly activation: Activation;
  readonly penalty: Penalty;
}
/** Makes channels·multiplier channels: channel 0's filters, then channel 1's, … */
export interface PlannedDepthwise extends PlannedWindow {
  readonly kind: 'depthwise_conv2d';
  readonly dilation: readonly [number, number];
  readonly multiplier: number;
  readonly activation: Activation;
  readonly penalty: Penalty;
}
export interface PlannedPool extends PlannedWindow {
  readonly kind: 'max_pool' | 'average_pool';
}
export type PlannedNorm =
  | { readonly kind: 'batch_norm'; readonly momentum: number; readonly epsilon: number }
  | { readonly kind: 'layer_norm'; readonly epsilon: number };
export interface PlannedEmbedding {
  readonly kind: 'embedding';
  readonly vocabulary: number;
  readonly dimension: number;
  readonly penalty: Penalty;
}
export interface PlannedRecurrent {
  readonly kind: 'simple_rnn' | 'lstm' | 'gru';
  readonly channels: number;
  readonly units: number;
  readonly returns: 'last' | 'all';
  readonly penalty: Penalty;
}
