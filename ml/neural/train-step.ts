import { addPenalty } from './penalty.ts';
import type { BatchGradients } from './batch-gradients.ts';
import { clipGradients } from './clip-gradients.ts';
import type { NetworkSpec } from './network-spec.ts';
import { moveWeights, type Slots } from './optimizer.ts';
import type { PlannedLayer } from './planned-layer.ts';

/** What a step moves, in place. */
export interface Moving {
  readonly weights: readonly Float32Array[];
  readonly slots: Slots;
}
export interface StepTime {
  /** Number of this step, from 1. */
  readonly step: number;
  readonly learningRate: number;
}

/**
 * Moves the weights by what a batch says: penalties, clipping, optimizer, moving statistics.
 *
 * @returns the batch's loss, penalties included
 * @throws TrainingDivergedError when the loss or a gradient is no number
 */
export function trainStep(
  layers: readonly PlannedLayer[],
  spec: NetworkSpec,
  moving: Moving,
  { loss, gradients, moments }: BatchGradients,
  time: StepTime,
): number {
  const penalty = addPenalty(layers, moving.weights, gradients);
  if (spec.clip !== undefined) clipGradients(gradients, spec.clip);
  refuseDivergence(loss + penalty, gradients, time);
  const decays = layers.flatMap((layer) =>
    layer.weights.map(({ name }) => DECAYING.includes(name)),
  );
  moveWeights(spec.optimizer, { ...moving, ...time, gradients, decays });
  moveStatistics(layers, moving.weights, moments);
  return loss + penalty;
}

const DECAYING: readonly string[] = ['kernel', 'recurrent_kernel', 'table'];

/** Thrown when training has run off to infinity: the learning rate is too large, as a rule. */
export class TrainingDivergedError extends Error {
  readonly code = 'TRAINING_DIVERGED';
  override readonly name = 'TrainingDivergedError';
}

function refuseDivergence(
  loss: number,
  gradients: BatchGradients['gradients'],
  { step, learningRate }: StepTime,
): void {
  const finite =
    Number.isFinite(loss) && gradients.every((one) => one === undefined || isAllFinite(one));
  if (finite) return;
  throw new TrainingDivergedError(
    `Training diverged in step ${step}: the loss is ${loss}. Lower the learning rate (${learningRate}), clip the gradients, or scale the inputs.`,
  );
}

function moveStatistics(
  layers: readonly PlannedLayer[],
  weights: readonly Float32Array[],
  moments: BatchGradients['moments'],
): void {
  let [at, norm] = [0, 0];
  for (const layer of layers) {
    const batch = moments[norm];
    if (layer.kind === 'batch_norm' && batch !== undefined) {
      blend(weights[at + 2], batch.mean, layer.momentum);
      blend(weights[at + 3], batch.variance, layer.momentum);
      norm += 1;
    }
    at += layer.weights.length;
  }
}

function blend(moving: Float32Array | undefined, batch: Float32Array, momentum: number): void {
  if (moving === undefined) return;
  for (let i = 0; i < moving.length; i += 1) {
    moving[i] = momentum * (moving[i] ?? 0) + (1 - momentum) * (batch[i] ?? 0);
  }
}

/** One sum finds any infinity or NaN: in double precision no sum of single ones overflows. */
function isAllFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] ?? 0;
  return Number.isFinite(sum);
}
