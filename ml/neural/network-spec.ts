/** A network for classification, declared as data. The output layer is implied: k scores, softmax. */
export interface NetworkSpec {
  /** Shape of one row: `[64]`, or `[height, width, channels]`; its product is the feature count. */
  readonly input: readonly number[];
  readonly layers: readonly LayerSpec[];
  readonly optimizer: AdamSpec;
  readonly epochs: number;
  readonly batchSize: number;
  /** Weights, shuffling and dropout all follow from it. */
  readonly seed: number;
}
export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid';
export type LayerSpec =
  | { readonly kind: 'dense'; readonly units: number; readonly activation: Activation }
  | {
      readonly kind: 'conv2d';
      readonly filters: number;
      /** Side of the square kernel; stride 1. */
      readonly kernel: number;
      readonly padding: 'same' | 'valid';
      readonly activation: Activation;
    }
  /** Squares of `size` side by side. */
  | { readonly kind: 'max_pool'; readonly size: number }
  | { readonly kind: 'flatten' }
  /** Share of values set to 0 while training. */
  | { readonly kind: 'dropout'; readonly rate: number };

/** Adam (Kingma and Ba 2015). */
export interface AdamSpec {
  readonly kind: 'adam';
  readonly learningRate: number;
  /** Factor on the learning rate from one epoch to the next; 1 keeps it. */
  readonly decay?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}
