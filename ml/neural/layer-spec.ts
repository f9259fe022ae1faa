import type { Activation } from './activation.ts';
import type { Penalty } from './network-spec.ts';

/** Two sides, height first; one number stands for both. */
export type Sides = number | readonly [number, number];
/** `same`: as many places as strides fit, zeros around, the odd one below and right. */
export type Padding = 'same' | 'valid';

/**
 * One layer, without the batch axis. Images are channels last. Where a default is missing, the
 * field is needed. `planNetwork` works out the shapes and says which weights each layer has.
 */
export type LayerSpec =
  | DenseSpec
  | Conv2dSpec
  | DepthwiseConv2dSpec
  | PoolSpec
  | { readonly kind: 'global_average_pool' }
  /** One axis, the last axis running fastest. A dense layer does it by itself. */
  | { readonly kind: 'flatten' }
  | { readonly kind: 'reshape'; readonly shape: readonly number[] }
  /** Share of values set to 0 while training, the others divided by what is left. */
  | { readonly kind: 'dropout'; readonly rate: number }
  | { readonly kind: 'activation'; readonly activation: Activation }
  | BatchNormSpec
  | LayerNormSpec
  | EmbeddingSpec
  | RecurrentSpec
  /** Adds what layer `from` made (position in `layers`, -1: the input), of the same shape. */
  | { readonly kind: 'add'; readonly from: number; readonly activation?: Activation };

export type LayerKind = LayerSpec['kind'];

/** act(x·W + b) */
export interface DenseSpec {
  readonly kind: 'dense';
  readonly units: number;
  readonly activation: Activation;
  readonly penalty?: Penalty;
}
export interface Conv2dSpec {
  readonly kind: 'conv2d';
  readonly filters: number;
  readonly kernel: Sides;
  /** Default 1. Not together with a dilation above 1. */
  readonly stride?: Sides;
  /** Default 1. */
  readonly dilation?: Sides;
  readonly padding: Padding;
  readonly activation: Activation;
  readonly penalty?: Penalty;
}
/** `multiplier` filters for each channel by itself. */
export interface DepthwiseConv2dSpec {
  readonly kind: 'depthwise_conv2d';
  /** Default 1. */
  readonly multiplier?: number;
  readonly kernel: Sides;
  /** Default 1; equal both ways. */
  readonly stride?: number;
  /** Default 1. Not together with a stride above 1. */
  readonly dilation?: Sides;
  readonly padding: Padding;
  readonly activation: Activation;
  readonly penalty?: Penalty;
}
export interface PoolSpec {
  /** What lies in the padding counts neither as a maximum nor into a mean. */
  readonly kind: 'max_pool' | 'average_pool';
  readonly size: Sides;
  /** Default: the size. */
  readonly stride?: Sides;
  /** Default `valid`. */
  readonly padding?: Padding;
}
/** Ioffe and Szegedy 2015, over all axes but the last. */
export interface BatchNormSpec {
  readonly kind: 'batch_norm';
  /** Share of the moving statistics that a batch leaves as it is. Default 0.9. */
  readonly momentum?: number;
  /** Default 1e-5. */
  readonly epsilon?: number;
}
/** Ba, Kiros and Hinton 2016, over the last axis. */
export interface LayerNormSpec {
  readonly kind: 'layer_norm';
  /** Default 1e-5. */
  readonly epsilon?: number;
}
/** First layer only: [n] whole numbers become [n, dimension]. */
export interface EmbeddingSpec {
  readonly kind: 'embedding';
  /** Numbers from 0 to vocabulary - 1 have a vector each; all others share one of their own. */
  readonly vocabulary: number;
  readonly dimension: number;
  readonly penalty?: Penalty;
}
/** [steps, channels] become [units] (the last step's state) or [steps, units]. From state 0. */
export interface RecurrentSpec {
  readonly kind: 'simple_rnn' | 'lstm' | 'gru';
  readonly units: number;
  /** Default `last`. */
  readonly returns?: 'last' | 'all';
  /** Of the input's kernel alone. */
  readonly penalty?: Penalty;
}
