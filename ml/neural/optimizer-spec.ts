/**
 * How a step follows from the gradients. All count steps from 1.
 *
 * Adam and RMSProp divide by the size that a gradient usually has. Where that is near 0, what is left
 * is rounding, and dividing by it makes a whole step of it; another backend rounds otherwise and
 * walks off (measured in docs/training.md). `epsilon` bounds that, so it is larger here than the
 * 1e-8 or 1e-7 that is usual elsewhere, and far below the gradients of a network that still learns.
 */
export type OptimizerSpec = SgdSpec | AdamSpec | AdamWSpec | RmsPropSpec;

/** v ← momentum·v + g; w ← w - rate·v, or with Nesterov's look ahead w - rate·(g + momentum·v). */
export interface SgdSpec {
  readonly kind: 'sgd';
  readonly learningRate: number;
  /** Default 0. */
  readonly momentum?: number;
  /** Default false. */
  readonly nesterov?: boolean;
}
/** Adam (Kingma and Ba 2015, algorithm 1): epsilon is added to √v̂. */
export interface AdamSpec {
  readonly kind: 'adam';
  readonly learningRate: number;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-5; see below. */
  readonly epsilon?: number;
}
/** Adam with the decay apart from the gradient (Loshchilov and Hutter 2019): w ← w - rate·decay·w. */
export interface AdamWSpec extends Omit<AdamSpec, 'kind'> {
  readonly kind: 'adamw';
  /** On kernels alone: neither on biases nor on scales. Default 0.01. */
  readonly weightDecay?: number;
}
/** v ← rho·v + (1 - rho)·g²; w ← w - rate·g/(√v + epsilon) (Tieleman and Hinton 2012). */
export interface RmsPropSpec {
  readonly kind: 'rmsprop';
  readonly learningRate: number;
  /** Default 0.9. */
  readonly rho?: number;
  /** Default 1e-5; see below. */
  readonly epsilon?: number;
}

/** The factor on the optimizer's learning rate. Epochs count from 0. */
export type ScheduleSpec =
  | { readonly kind: 'constant' }
  /** factor^epoch */
  | { readonly kind: 'exponential'; readonly factor: number }
  /** factor^⌊epoch / every⌋ */
  | { readonly kind: 'step'; readonly every: number; readonly factor: number }
  | {
      /** Half a cosine from 1 down to `floor` over all steps behind the warm-up. */
      readonly kind: 'cosine';
      /** Epochs in which the factor rises in a line from 0 to 1, step by step. Default 0. */
      readonly warmUp?: number;
      /** Default 0. */
      readonly floor?: number;
    }
  | {
      /** Times `factor` after `patience` epochs in which the loss did not fall by `minDelta`. */
      readonly kind: 'plateau';
      readonly factor: number;
      readonly patience: number;
      /** Default 1e-4. */
      readonly minDelta?: number;
      /** The factor falls no lower. Default 0. */
      readonly floor?: number;
    };
