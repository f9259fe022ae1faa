import type { OptimizerSpec, RmsPropSpec, SgdSpec } from './optimizer-spec.ts';

/** Arrays an optimizer keeps beside each weight, of its size: none, one or two. */
export type Slots = readonly (readonly Float32Array[])[];

export interface OptimizerStep {
  readonly weights: readonly Float32Array[];
  /** One for each weight; a weight without one (a moving statistic) stays as it is. */
  readonly gradients: readonly (Float32Array | undefined)[];
  readonly slots: Slots;
  /** Of each weight: whether AdamW's decay applies. */
  readonly decays: readonly boolean[];
  /** Number of this step, from 1. */
  readonly step: number;
  /** After the schedule. */
  readonly learningRate: number;
}

/** Empty slots for weights of these sizes. */
export function emptySlots(spec: OptimizerSpec, sizes: readonly number[]): Float32Array[][] {
  const count = COUNTS[spec.kind];
  return sizes.map((size) => Array.from({ length: count }, () => new Float32Array(size)));
}
const COUNTS = { sgd: 1, adam: 2, adamw: 2, rmsprop: 1 } as const;

/**
 * Moves weights and slots by one step, in place.
 *
 * S1 Computed here in double precision and rounded once a number, so that equal gradients give
 *    equal steps whatever backend made them.
 */
export function moveWeights(spec: OptimizerSpec, step: OptimizerStep): void {
  step.weights.forEach((weight, at) => {
    const gradient = step.gradients[at];
    const [first, second] = step.slots[at] ?? [];
    if (gradient === undefined || first === undefined) return;
    const decays = step.decays[at] === true;
    const call = { weight, gradient, first, second: second ?? first, decays, step };
    if (spec.kind === 'sgd') moveSgd(spec, call);
    else if (spec.kind === 'rmsprop') moveRmsProp(spec, call);
    else moveAdam(spec, call);
  });
}

interface Move {
  readonly weight: Float32Array;
  readonly gradient: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly decays: boolean;
  readonly step: OptimizerStep;
}

function moveSgd(spec: SgdSpec, { weight, gradient, first, step }: Move): void {
  const { momentum = 0, nesterov = false } = spec;
  const rate = step.learningRate;
  for (let i = 0; i < weight.length; i += 1) {
    const g = gradient[i] ?? 0;
    const speed = momentum * (first[i] ?? 0) + g;
    first[i] = speed;
    weight[i] = (weight[i] ?? 0) - rate * (nesterov ? g + momentum * speed : speed);
  }
}

function moveRmsProp(spec: RmsPropSpec, { weight, gradient, first, step }: Move): void {
  const { rho = 0.9, epsilon = 1e-5 } = spec;
  const rate = step.learningRate;
  for (let i = 0; i < weight.length; i += 1) {
    const g = gradient[i] ?? 0;
    const square = rho * (first[i] ?? 0) + (1 - rho) * g * g;
    first[i] = square;
    weight[i] = (weight[i] ?? 0) - (rate * g) / (Math.sqrt(square) + epsilon);
  }
}

function moveAdam(
  spec: OptimizerSpec & { kind: 'adam' | 'adamw' },
  { weight, gradient, first, second, decays, step }: Move,
): void {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-5 } = spec;
  const rate = step.learningRate;
  const kept = 1 - (spec.kind === 'adamw' && decays ? rate * (spec.weightDecay ?? 0.01) : 0);
  const [unbias1, unbias2] = [1 - beta1 ** step.step, 1 - beta2 ** step.step];
  for (let i = 0; i < weight.length; i += 1) {
    const g = gradient[i] ?? 0;
    const m = beta1 * (first[i] ?? 0) + (1 - beta1) * g;
    const v = beta2 * (second[i] ?? 0) + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    const move = (rate * m) / unbias1 / (Math.sqrt(v / unbias2) + epsilon);
    weight[i] = kept * (weight[i] ?? 0) - move;
  }
}
