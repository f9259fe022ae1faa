import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../ml/random/seeded-random.ts';
import type { BackendName } from '../../../ml/neural/backend-name.ts';
import { chooseBackend } from '../../../ml/neural/backend.ts';
import { batchGradients } from '../../../ml/neural/batch-gradients.ts';
import { objectiveOf } from '../../../ml/neural/network-data.ts';
import { networkOutputs } from '../../../ml/neural/network-outputs.ts';
import { planNetwork } from '../../../ml/neural/network-plan.ts';
import type { NetworkSpec } from '../../../ml/neural/network-spec.ts';
import { trainStep } from '../../../ml/neural/train-step.ts';

interface LayerCase {
  readonly name: string;
  readonly spec: NetworkSpec;
  readonly outputs: number;
  readonly rows: readonly number[];
  readonly targets: readonly number[];
  readonly weights: readonly (readonly number[])[];
  readonly inference: readonly number[];
  readonly loss: number;
  readonly gradients: readonly (readonly number[])[];
  readonly moving: readonly (readonly number[])[];
}
// Written by make_layers.py in this shape.
const { cases } = JSON.parse(readFileSync(new URL('./layers.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly LayerCase[];
};

const BACKENDS = (process.env['PERDURE_TEST_BACKENDS'] ?? 'wasm').split(',');
const TOLERANCE = 1e-5;

describe.each(BACKENDS)('on the backend %s, as Keras computes it', (backend) => {
  beforeAll(async () => {
    const device = backend === 'webgpu' ? 'gpu' : 'cpu';
    await chooseBackend({ device, backends: [backend as BackendName] }); // named by whoever runs this
  });
  afterAll(async () => {
    await chooseBackend({ device: 'cpu' });
  });

  it.each(cases)('$name: outputs, loss and gradients', async (given) => {
    const { spec, outputs } = given;
    const layers = planNetwork(spec, outputs);
    const weights = given.weights.map((values) => Float32Array.from(values));
    const size = given.targets.length;
    const features = {
      ...{ rows: size, columns: given.rows.length / size },
      values: Float32Array.from(given.rows),
    };
    const made = await networkOutputs(layers, weights, { features, shape: spec.input });
    expectClose(made, given.inference, 'what the network says at inference');

    const batch = { rows: features.values, shape: spec.input, targets: aims(given), size };
    const plan = { layers, objective: objectiveOf(spec) };
    const answer = await batchGradients(plan, weights, batch, seededRandom(1));
    expect(Math.abs(answer.loss - given.loss)).toBeLessThan(TOLERANCE);
    given.gradients.forEach((wanted, at) => {
      expectClose(answer.gradients[at] ?? [], wanted, `the gradient of weight ${at}`);
    });
    const slots = weights.map((values) => [new Float32Array(values.length)]);
    trainStep(layers, spec, { weights, slots }, answer, { step: 1, learningRate: 0 });
    const moving = layers
      .flatMap((layer) => layer.weights)
      .flatMap(({ name }, at) => (name.startsWith('moving_') ? [weights[at] ?? []] : []));
    given.moving.forEach((wanted, at) => expectClose(moving[at] ?? [], wanted, 'a statistic'));
  });
});

/** One 1 in each row, or the value itself. */
function aims({ spec, outputs, targets }: LayerCase): Float32Array {
  if (spec.objective?.kind === 'regression') return Float32Array.from(targets);
  const made = new Float32Array(targets.length * outputs);
  targets.forEach((label, row) => (made[row * outputs + label] = 1));
  return made;
}

function expectClose(found: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(found.length, what).toBe(wanted.length);
  const worst = wanted.reduce(
    (most, value, at) =>
      Math.max(most, Math.abs(value - (found[at] ?? NaN)) / Math.max(1, Math.abs(value))),
    0,
  );
  expect(worst, what).toBeLessThan(TOLERANCE);
}
