import { seededRandom } from '../random/seeded-random.ts';
import type { StoppingState } from './early-stopping.ts';
import { initialWeights } from './initial-weights.ts';
import { PLATEAU_START, type PlateauState } from './learning-rate.ts';
import type { OptimizerSpec } from './optimizer-spec.ts';
import { emptySlots, type Slots } from './optimizer.ts';
import type { PlannedLayer } from './planned-layer.ts';

/**
 * All that training depends on between two batches, besides data and spec.
 *
 * N1 Training that goes on from this state ends with the same bits as training that never stopped,
 *    on the same backend. Chance needs no state: every draw follows from seed, epoch and batch.
 */
export interface TrainingState {
  /** Epochs done. */
  readonly epoch: number;
  /** Batches done of the next one. */
  readonly batch: number;
  /** Optimizer steps done. */
  readonly steps: number;
  /** Loss of those batches, each times its rows. */
  readonly lossSum: number;
  /** Moving statistics among them. */
  readonly weights: readonly Float32Array[];
  readonly slots: Slots;
  readonly plateau: PlateauState;
  /** Absent before the first epoch with early stopping. */
  readonly stopping?: StoppingState;
}

/** The state before the first batch. */
export function initialState(
  layers: readonly PlannedLayer[],
  optimizer: OptimizerSpec,
  seed: number,
): TrainingState {
  const weights = initialWeights(layers, seededRandom(seed));
  const sizes = weights.map((values) => values.length);
  return {
    ...{ epoch: 0, batch: 0, steps: 0, lossSum: 0, weights },
    slots: emptySlots(optimizer, sizes),
    plateau: PLATEAU_START,
  };
}

/** A state of its own, which further training does not change. */
export function copyState(state: TrainingState): TrainingState {
  return {
    ...state,
    weights: state.weights.map((values) => values.slice()),
    slots: state.slots.map((own) => own.map((values) => values.slice())),
  };
}
