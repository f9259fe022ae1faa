import type { LayerSpec } from './layer-spec.ts';
import type { OptimizerSpec, ScheduleSpec } from './optimizer-spec.ts';

/**
 * A network and its training, declared as data. The output layer is implied by the objective: one
 * linear unit a class behind a softmax, or one linear unit.
 */
export interface NetworkSpec {
  /**
   * Shape of one row, whose product is the feature count: `[n]`, `[steps, channels]`, or
   * `[height, width, channels]`. Values lie in the row as the shape's last axis runs fastest.
   */
  readonly input: readonly number[];
  readonly layers: readonly LayerSpec[];
  /** Default: classification. */
  readonly objective?: Objective;
  readonly optimizer: OptimizerSpec;
  /** How the learning rate moves. Default: constant. */
  readonly schedule?: ScheduleSpec;
  /** Bounds the gradients of a step. Default: unbounded. */
  readonly clip?: Clip;
  /** On every kernel, where its layer says nothing else; on the output layer too. Default none. */
  readonly penalty?: Penalty;
  /** Changes the rows of the training part each time they are used. Default: unchanged. */
  readonly augment?: AugmentSpec;
  /** Ends training early; needs a validation part. Default: all epochs are run. */
  readonly earlyStopping?: EarlyStopping;
  readonly epochs: number;
  readonly batchSize: number;
  /** Weights, shuffling, dropout and augmentation all follow from it. */
  readonly seed: number;
}

export type Objective =
  | {
      /** Cross-entropy of the softmax. */
      readonly kind: 'classification';
      /** Share of each target that is spread evenly over all classes (Szegedy et al. 2016). */
      readonly labelSmoothing?: number;
      /**
       * Factor on the loss of each class's rows, in the order of the classes; `balanced`:
       * N / (k · rows of the class). The loss stays divided by the number of rows.
       */
      readonly classWeights?: 'balanced' | readonly number[];
    }
  | {
      readonly kind: 'regression';
      /** Default `mse`. The target is trained on in units of its standard deviation. */
      readonly loss?: 'mse' | 'mae' | 'huber';
      /** Where Huber's loss turns linear, in standard deviations of the target. Default 1. */
      readonly delta?: number;
    };

/** Added to the loss: l1 · Σ|w| + l2 · Σw². */
export interface Penalty {
  readonly l1?: number;
  readonly l2?: number;
}

/** `norm`: over all gradients together (Pascanu et al. 2013). `value`: each number by itself. */
export interface Clip {
  readonly by: 'norm' | 'value';
  readonly limit: number;
}

/** Each row gets its own draw. Images are [height, width, channels]; what comes in is 0. */
export interface AugmentSpec {
  /** Up to so many pixels each way, fractions of a pixel included. */
  readonly shift?: number;
  /** Half of the rows are mirrored, along each named axis by itself. */
  readonly flip?: 'horizontal' | 'vertical' | 'both';
  /** Up to so many degrees each way. */
  readonly rotate?: number;
  /** Up to this share larger or smaller. */
  readonly scale?: number;
  /** Standard deviation of normal noise on every value; the only one for rows that are no images. */
  readonly noise?: number;
}

export interface EarlyStopping {
  /** Default `loss`. All are of the validation part. */
  readonly monitor?: MonitoredMetric;
  /** Epochs without an improvement after which training ends. */
  readonly patience: number;
  /** What counts as an improvement is larger than this. Default 0. */
  readonly minDelta?: number;
  /** Whether the network is that of the best epoch. Default true. */
  readonly restoreBest?: boolean;
}
/** Classification: loss, accuracy, macro_f1. Regression: loss, rmse, mae, r2. */
export type MonitoredMetric = 'loss' | 'accuracy' | 'macro_f1' | 'rmse' | 'mae' | 'r2';
