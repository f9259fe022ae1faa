import { seededRandom, type RandomState } from '../random/seeded-random.ts';
import { weightShapes } from './network-plan.ts';
import type { PlannedLayer } from './planned-layer.ts';

/**
 * All that training depends on between two epochs.
 *
 * N1 Training that goes on from this state ends with the same bits as training that never stopped,
 *    on the same backend: weights, both moments, the count of steps and the random sequence are here.
 */
export interface TrainingState {
  /** Epochs done. */
  readonly epoch: number;
  /** Optimizer steps done. */
  readonly steps: number;
  readonly random: RandomState;
  readonly weights: readonly Float32Array[];
  /** Adam's running mean of gradients, as `weights`. */
  readonly firstMoments: readonly Float32Array[];
  /** Adam's running mean of squared gradients, as `weights`. */
  readonly secondMoments: readonly Float32Array[];
}

/** The state before the first epoch: Glorot and Bengio's (2010) uniform weights, biases 0. */
export function initialState(layers: readonly PlannedLayer[], seed: number): TrainingState {
  const random = seededRandom(seed);
  const shapes = weightShapes(layers);
  const sizes = shapes.map((shape) => shape.reduce((all, side) => all * side, 1));
  const weights = shapes.map((shape, index) => {
    const values = new Float32Array(sizes[index] ?? 0);
    if (shape.length === 1) return values;
    const reach = shape.slice(0, -2).reduce((all, side) => all * side, 1);
    const [inputs, outputs] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
    const limit = Math.sqrt(6 / (reach * (inputs + outputs)));
    return values.map(() => (2 * random.next() - 1) * limit);
  });
  return {
    epoch: 0,
    steps: 0,
    random: random.state(),
    weights,
    firstMoments: sizes.map((size) => new Float32Array(size)),
    secondMoments: sizes.map((size) => new Float32Array(size)),
  };
}
