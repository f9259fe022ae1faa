import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseBackend } from '../../../ml/neural/backend.ts';
import { clipGradients } from '../../../ml/neural/clip-gradients.ts';
import { nextPlateau, PLATEAU_START, scheduleFactor } from '../../../ml/neural/learning-rate.ts';
import { meanLoss } from '../../../ml/neural/loss.ts';
import { targetsOf, type NetworkData } from '../../../ml/neural/network-data.ts';
import type { NetworkSpec, Objective } from '../../../ml/neural/network-spec.ts';
import type { OptimizerSpec, ScheduleSpec } from '../../../ml/neural/optimizer-spec.ts';
import { emptySlots, moveWeights } from '../../../ml/neural/optimizer.ts';
import { validationMetrics } from '../../../ml/neural/validation-metrics.ts';

interface LossCase {
  readonly objective: Objective;
  readonly loss: number;
  readonly gradient: readonly number[];
}
interface Fixture {
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly optimizers: readonly { readonly spec: OptimizerSpec; readonly steps: number[][] }[];
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly schedules: readonly { readonly spec: ScheduleSpec; readonly rates: number[] }[];
  readonly plateau: { readonly losses: number[]; readonly rates: number[] };
  readonly clip: { readonly given: number[][]; readonly limit: number; readonly made: number[][] };
  readonly losses: {
    readonly scores: number[];
    readonly labels: number[];
    readonly outputs: number[];
    readonly values: number[];
    readonly cases: readonly LossCase[];
  };
}
// Written by make_training.py in this shape.
const fixture = JSON.parse(
  readFileSync(new URL('./training.json', import.meta.url), 'utf8'),
) as Fixture;

const expectClose = (found: ArrayLike<number>, wanted: readonly number[], within: number): void =>
  wanted.forEach((value, at) => {
    expect(Math.abs((found[at] ?? NaN) - value)).toBeLessThan(
      within * Math.max(1, Math.abs(value)),
    );
  });

describe('as PyTorch does it', () => {
  it.each(fixture.optimizers)('the optimizer $spec moves weights', ({ spec, steps }) => {
    const weights = [Float32Array.from(fixture.start)];
    const slots = emptySlots(spec, [fixture.start.length]);
    fixture.gradients.forEach((gradient, at) => {
      moveWeights(spec, {
        ...{ weights, slots, gradients: [Float32Array.from(gradient)], decays: [true] },
        ...{ step: at + 1, learningRate: spec.learningRate },
      });
      expectClose(weights[0] ?? [], steps[at] ?? [], 2e-6);
    });
  });

  it.each(fixture.schedules)('the schedule $spec moves the learning rate', ({ spec, rates }) => {
    const { epochs, stepsPerEpoch } = fixture;
    const perEpoch = rates.length === epochs;
    const found = rates.map((_, at) =>
      scheduleFactor(spec, {
        ...{ epochs, stepsPerEpoch, plateau: PLATEAU_START },
        epoch: perEpoch ? at : Math.floor(at / stepsPerEpoch),
        steps: perEpoch ? at * stepsPerEpoch : at,
      }),
    );
    expectClose(found, rates, 1e-12);
  });

  it('the learning rate falls on a plateau', () => {
    const spec: ScheduleSpec = { kind: 'plateau', factor: 0.5, patience: 1, floor: 0.2 };
    let state = PLATEAU_START;
    const found = fixture.plateau.losses.map((loss) => {
      state = nextPlateau(spec, state, loss);
      return state.factor;
    });
    expectClose(found, fixture.plateau.rates, 1e-12);
  });

  it('gradients are clipped by their norm', () => {
    const held = fixture.clip.given.map((values) => Float32Array.from(values));
    clipGradients(held, { by: 'norm', limit: fixture.clip.limit });
    held.forEach((values, at) => expectClose(values, fixture.clip.made[at] ?? [], 1e-6));
  });
});

describe('losses as PyTorch has them', () => {
  beforeAll(() => chooseBackend({ device: 'cpu' }));
  const { scores, labels, outputs, values, cases } = fixture.losses;

  it.each(cases)('$objective: loss and gradient', ({ objective, loss, gradient }) => {
    const rows = labels.length;
    const features = { rows, columns: 1, values: new Float32Array(rows) };
    const regression = objective.kind === 'regression';
    const data: NetworkData = regression
      ? { features, values: Float64Array.from(values) }
      : { features, labels: Int32Array.from(labels), classes: [0, 1, 2] };
    const spec = { input: [1], objective } as unknown as NetworkSpec; // nothing else is read
    const scaled = targetsOf(data, spec);
    // PyTorch was given the values as they are; the targets' own scale is left out.
    const targets = regression
      ? { ...scaled, shift: 0, scale: 1, write: plainValue(values) }
      : scaled;
    const aims = new Float32Array(rows * targets.outputs);
    for (let row = 0; row < rows; row += 1) targets.write(row, aims, row * targets.outputs);
    const made = Float32Array.from(regression ? outputs : scores);
    const shape: [number, number] = [rows, targets.outputs];
    const { value, grad } = tf.valueAndGrad((out: tf.Tensor2D) =>
      meanLoss(out, tf.tensor2d(aims, shape), objective),
    )(tf.tensor2d(made, shape));
    expect(Math.abs((value.dataSync()[0] ?? NaN) - loss)).toBeLessThan(1e-6);
    expectClose(grad.dataSync(), gradient, 1e-6);
    expect(validationMetrics(made, data, targets, objective)['loss']).toBeCloseTo(loss, 6);
  });
});

const plainValue =
  (values: readonly number[]) =>
  (row: number, into: Float32Array, at: number): void => {
    into[at] = values[row] ?? 0;
  };
