import { beforeAll, describe, expect, it } from 'vitest';
import { fitLogistic } from '../logistic/logistic-regression.ts';
import { chooseBackend } from '../neural/backend.ts';
import type { LayerSpec } from '../neural/layer-spec.ts';
import { predict } from '../model/predict.ts';
import { classClouds } from '../testing/class-clouds.ts';
import { drawnNetwork, networkModel, networkRows } from '../testing/drawn-network.ts';
import { runOnnx } from '../testing/run-onnx.ts';
import { exportModel } from './export-model.ts';
import { answerDifference } from './onnx-answer.ts';
import { quantizeModel } from './quantize-model.ts';
import { modelFault } from './scan/scan-model.ts';

beforeAll(() => chooseBackend({ device: 'cpu' }));

const NETWORKS: readonly (readonly [string, readonly number[], readonly LayerSpec[]])[] = [
  [
    'dense layers',
    [64],
    [
      { kind: 'dense', units: 128, activation: 'tanh' },
      { kind: 'dense', units: 64, activation: 'sigmoid' },
    ],
  ],
  [
    'convolutions',
    [8, 8, 4],
    [
      { kind: 'conv2d', filters: 32, kernel: 3, padding: 'same', activation: 'tanh' },
      { kind: 'depthwise_conv2d', kernel: 3, padding: 'valid', activation: 'tanh' },
      { kind: 'conv2d', filters: 16, kernel: 3, padding: 'valid', activation: 'sigmoid' },
    ],
  ],
];

describe.each(NETWORKS)('a network of %s in 8 bits', (_, input, layers) => {
  const network = drawnNetwork(input, layers, 3);
  // As small as trained weights are: sums of many large ones would swing by more than 8 bits tell.
  const weights = network.weights.map((each) => each.map((weight) => weight / 4));
  const model = networkModel({ ...network, weights });
  const bytes = exportModel(model);

  it('answers nearly as before, from a file of little more than a quarter of the size', async () => {
    const quantized = quantizeModel(bytes);
    expect(modelFault(quantized)).toBeUndefined();
    expect(quantized.length / bytes.length).toBeLessThan(0.45);
    const rows = networkRows(network, 40);
    const own = await predict(model, rows);
    const answer = await runOnnx(quantized, model, rows);
    const { largest } = answerDifference(model.classes, own, answer, 0.1);
    expect(largest).toBeLessThan(0.03);
    // Not the file it was made of under another name.
    expect(largest).toBeGreaterThan(1e-6);
  });

  it('has the same bytes each time (Q1)', () => {
    expect(Buffer.from(quantizeModel(bytes)).equals(quantizeModel(bytes))).toBe(true);
  });
});

it('a model without such a layer is refused by name', () => {
  const data = classClouds(60, 3, 3, 1);
  const { parameters } = fitLogistic(data);
  const model = { ...networkModel(drawnNetwork([3], [], 3)), classes: data.classes };
  const logistic = exportModel({ ...model, estimator: { kind: 'logistic', parameters } });
  expect(() => quantizeModel(logistic)).toThrow('nothing to quantise');
});
