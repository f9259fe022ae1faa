import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../random/seeded-random.ts';
import { clouds, sums, TEST_NETWORKS } from '../testing/test-networks.ts';
import { chooseBackend } from './backend.ts';
import { batchGradients, type Batch } from './batch-gradients.ts';
import { initialWeights } from './initial-weights.ts';
import { objectiveOf, outputsFor, targetsOf, type NetworkData } from './network-data.ts';
import { planNetwork } from './network-plan.ts';
import type { NetworkSpec } from './network-spec.ts';
import { addPenalty } from './penalty.ts';
import { takeBatch } from './take-batch.ts';

const { dense, convolution, recurrent } = TEST_NETWORKS;
const smooth: NetworkSpec = {
  ...{ ...dense, penalty: { l1: 1e-3, l2: 1e-2 } },
  objective: { kind: 'classification', labelSmoothing: 0.1, classWeights: 'balanced' },
  layers: [
    { kind: 'dense', units: 9, activation: 'swish' },
    { kind: 'dropout', rate: 0.3 },
  ],
};
const embedded: NetworkSpec = {
  ...{ ...dense, objective: { kind: 'regression', loss: 'huber' } },
  layers: [
    { kind: 'embedding', vocabulary: 2, dimension: 3 },
    { kind: 'lstm', units: 4, returns: 'all' },
    { kind: 'add', from: 1 },
    { kind: 'simple_rnn', units: 3 },
  ],
};
const separable: NetworkSpec = {
  ...convolution,
  layers: [
    { kind: 'conv2d', filters: 3, kernel: 2, dilation: 2, padding: 'same', activation: 'elu' },
    { kind: 'depthwise_conv2d', multiplier: 2, kernel: 3, padding: 'same', activation: 'softplus' },
    { kind: 'average_pool', size: 3, stride: 2, padding: 'same' },
    { kind: 'batch_norm' },
    { kind: 'global_average_pool' },
  ],
};

beforeAll(() => chooseBackend({ device: 'cpu' }));

/** The slope of the loss along its own gradient is the gradient's squared length. */
describe('gradients are the slope of the loss', () => {
  it.each<[string, NetworkSpec, NetworkData]>([
    ['dense, penalties, smoothed and weighted', smooth, clouds],
    ['convolutions', convolution, clouds],
    ['separable convolutions', separable, clouds],
    ['recurrent with layer norm', recurrent, clouds],
    ['embedding, residual, Huber', embedded, sums],
  ])('%s', async (_, spec, data) => {
    const { weights, lossAt, gradients } = await prepare(spec, data);
    const length = gradients.reduce((sum, one) => one.reduce((all, g) => all + g * g, sum), 0);
    const reach = 3e-3 / Math.sqrt(length);
    const along = (by: number): Float32Array[] =>
      weights.map((values, at) => values.map((w, i) => w + by * (gradients[at]?.[i] ?? 0)));
    const slope = ((await lossAt(along(reach))) - (await lossAt(along(-reach)))) / (2 * reach);
    expect(Math.abs(slope / length - 1)).toBeLessThan(5e-3);
  });
});

async function prepare(spec: NetworkSpec, data: NetworkData): Promise<Prepared> {
  const layers = planNetwork(spec, outputsFor(data, spec));
  const rows = Int32Array.from({ length: 24 }, (_, at) => at * 5);
  const batch: Batch = takeBatch(data, targetsOf(data, spec), spec, { rows, epoch: 0, batch: 0 });
  const weights = initialWeights(layers, seededRandom(5));
  const plan = { layers, objective: objectiveOf(spec) };
  const at = async (own: readonly Float32Array[]): Promise<Answer> => {
    const { loss, gradients } = await batchGradients(plan, own, batch, seededRandom(9));
    return { loss: loss + addPenalty(layers, own, gradients), gradients };
  };
  const { gradients } = await at(weights);
  const known = gradients.map((one, index) => one ?? new Float32Array(weights[index]?.length ?? 0));
  return { weights, gradients: known, lossAt: async (own) => (await at(own)).loss };
}
interface Answer {
  readonly loss: number;
  readonly gradients: readonly (Float32Array | undefined)[];
}
interface Prepared {
  readonly weights: readonly Float32Array[];
  readonly gradients: readonly Float32Array[];
  readonly lossAt: (weights: readonly Float32Array[]) => Promise<number>;
}
