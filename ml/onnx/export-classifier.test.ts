import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Matrix } from '../data/matrix.ts';
import { fitLogistic } from '../logistic/logistic-regression.ts';
import { classProbabilities, likeliest, type Classifier } from '../model/classifier.ts';
import { decodeClassifier, encodeClassifier } from '../model/classifier-file.ts';
import { chooseBackend } from '../neural/backend.ts';
import { trainNetwork } from '../neural/train-network.ts';
import type { LayerSpec } from '../neural/network-spec.ts';
import { fitStandardScaler, standardize } from '../preprocess/standard-scaler.ts';
import { classClouds } from '../testing/class-clouds.ts';
import { fitForest } from '../trees/random-forest.ts';
import { exportOnnx } from './export-classifier.ts';

const fresh = classClouds(500, 16, 3, 2);

beforeAll(() => chooseBackend({ device: 'cpu' }));

async function trained(kind: string, classes: number): Promise<Classifier> {
  const raw = classClouds(192, 16, classes, 1);
  const scaler = fitStandardScaler(raw.features);
  const data = { ...raw, features: standardize(raw.features, scaler) };
  const columns = Array.from({ length: 16 }, (_, i) => `f${i}`);
  const facts = { columns, classes: raw.classes };
  if (kind === 'logistic') {
    return { kind, ...facts, scaler, parameters: fitLogistic(data).parameters };
  }
  if (kind === 'forest') return { kind, ...facts, forest: fitForest(raw, { trees: 40, seed: 1 }) };
  const [input, layers] = kind === 'dense net' ? [[16], DENSE] : [[4, 4, 1], CONVOLUTION];
  const network = await trainNetwork(data, {
    ...{ input, layers, epochs: 3, batchSize: 32, seed: 1 },
    optimizer: { kind: 'adam', learningRate: 0.01 },
  });
  return { kind: 'neural_net', ...facts, scaler, network };
}
const DENSE: readonly LayerSpec[] = [
  { kind: 'dense', units: 12, activation: 'tanh' },
  { kind: 'dropout', rate: 0.3 },
  { kind: 'dense', units: 12, activation: 'sigmoid' },
  { kind: 'dense', units: 6, activation: 'linear' },
];
const CONVOLUTION: readonly LayerSpec[] = [
  { kind: 'conv2d', filters: 5, kernel: 3, padding: 'same', activation: 'relu' },
  { kind: 'conv2d', filters: 7, kernel: 2, padding: 'valid', activation: 'tanh' },
  { kind: 'max_pool', size: 2 },
  { kind: 'flatten' },
  { kind: 'dense', units: 9, activation: 'relu' },
];

async function run(model: Uint8Array, features: Matrix) {
  const session = await InferenceSession.create(model);
  const { rows, columns, values } = features;
  const answer = await session.run({ features: new Tensor('float32', values, [rows, columns]) });
  await session.release();
  return answer;
}

describe.each([
  ['logistic', 3],
  ['logistic', 2],
  ['forest', 3],
  ['forest', 2],
  ['dense net', 3],
  ['dense net', 2],
  ['convolution net', 3],
] as const)('an exported %s of %i classes', (kind, classes) => {
  it('answers raw rows as the trainer does, to 1e-5, in any number of rows', async () => {
    const classifier = await trained(kind, classes);
    const model = exportOnnx(classifier);
    for (const rows of [1, 500]) {
      const values = fresh.features.values.subarray(0, rows * 16);
      const features = { rows, columns: 16, values };
      const own = await classProbabilities(classifier, features);
      const { label, probabilities } = await run(model, features);
      expect(probabilities?.dims).toEqual([rows, classes]);
      expect(label?.type).toBe('int64');
      const answered = Float32Array.from(probabilities?.data as Float32Array); // float32, as declared
      const worst = own.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (answered[i] ?? NaN))),
        0,
      );
      expect(worst).toBeLessThanOrEqual(1e-5);
      const wanted = [...likeliest(answered, classes)].map((c) => BigInt(c * 10));
      expect([...(label?.data as BigInt64Array)]).toEqual(wanted); // int64, asserted above
    }
  });

  it('has the same bytes each time it is written, before and after storage (O1)', async () => {
    const classifier = await trained(kind, classes);
    const stored = decodeClassifier(encodeClassifier(classifier));
    expect(stored).toEqual(classifier);
    expect(Buffer.from(exportOnnx(stored)).equals(exportOnnx(classifier))).toBe(true);
  });
});

it('a file of another format is refused by name', () => {
  expect(() => decodeClassifier(Buffer.from('{"format":"other/2"}'))).toThrow('found other/2');
});
