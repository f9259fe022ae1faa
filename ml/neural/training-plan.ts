import type { NetworkData, Targets } from './network-data.ts';
import type { NetworkSpec } from './network-spec.ts';
import type { PlannedLayer } from './planned-layer.ts';
import type { BatchShare } from './shared-batch.ts';
import type { TrainingState } from './training-state.ts';

export interface EpochReport {
  /** Epochs done, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Mean over the epoch's rows while the weights moved, penalties included. */
  readonly loss: number;
  /** Of the epoch's last step. */
  readonly learningRate: number;
  /** Of the validation part, if there is one; see `validationMetrics`. */
  readonly validation?: Readonly<Record<string, number>>;
  /** Whether early stopping ends training here. */
  readonly stopped: boolean;
  readonly state: TrainingState;
}
export interface BatchReport {
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** Batches done of it, from 1. */
  readonly batch: number;
  readonly batches: number;
  /** Of this batch, penalties included. */
  readonly loss: number;
  /** A copy of where training stands. */
  readonly state: () => TrainingState;
}

export interface TrainOptions {
  /** Goes on from here; see N1 of `TrainingState`. */
  readonly resume?: TrainingState;
  /** Measured after each epoch; never learned from. */
  readonly validation?: NetworkData;
  /** Awaited after each epoch. */
  readonly onEpoch?: (report: EpochReport) => void | Promise<void>;
  /** Awaited after each batch but an epoch's last. */
  readonly onBatch?: (report: BatchReport) => void | Promise<void>;
  /** Set when other workers compute parts of the batches. */
  readonly share?: BatchShare;
  /** Looked at between batches; the event loop gets its turn there. */
  readonly signal?: AbortSignal;
}

/** What training goes by, worked out once. */
export interface TrainingPlan {
  readonly data: NetworkData;
  readonly spec: NetworkSpec;
  readonly layers: readonly PlannedLayer[];
  readonly targets: Targets;
  readonly options: TrainOptions;
  /** Lets others have their turn now and then; throws when training is cancelled. */
  readonly pause: () => Promise<void>;
}
