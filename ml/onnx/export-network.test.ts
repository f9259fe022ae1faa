import { beforeAll, describe, expect, it } from 'vitest';
import type { Table } from '../data/table.ts';
import { decodeModel, encodeModel } from '../model/model-file.ts';
import { predict } from '../model/predict.ts';
import { ACTIVATIONS } from '../neural/activation.ts';
import { chooseBackend } from '../neural/backend.ts';
import type { LayerSpec } from '../neural/layer-spec.ts';
import { drawnNetwork, networkModel, networkRows } from '../testing/drawn-network.ts';
import { runOnnx } from '../testing/run-onnx.ts';
import { exportModel } from './export-model.ts';
import { answerDifference } from './onnx-answer.ts';

beforeAll(() => chooseBackend({ device: 'cpu' }));

const image = [6, 5, 2];
const relu = { padding: 'same', activation: 'relu' } as const;
const NETWORKS: readonly (readonly [string, readonly number[], readonly LayerSpec[]])[] = [
  [
    'dense, dropout, batch norm and layer norm',
    [8],
    [
      { kind: 'dense', units: 12, activation: 'tanh' },
      { kind: 'dropout', rate: 0.3 },
      { kind: 'batch_norm' },
      { kind: 'dense', units: 7, activation: 'linear' },
      { kind: 'layer_norm' },
      { kind: 'activation', activation: 'relu' },
    ],
  ],
  ...ACTIVATIONS.map((activation): (typeof NETWORKS)[number] => [
    `the function ${activation}`,
    [5],
    [{ kind: 'dense', units: 9, activation }],
  ]),
  [
    'convolutions with strides, dilation and both paddings',
    image,
    [
      { kind: 'conv2d', filters: 4, kernel: [3, 2], stride: [2, 1], ...relu },
      { kind: 'batch_norm' },
      { kind: 'conv2d', filters: 3, kernel: 2, dilation: 2, padding: 'valid', activation: 'tanh' },
      { kind: 'flatten' },
    ],
  ],
  [
    'depthwise convolutions and pooling with padding',
    image,
    [
      { kind: 'depthwise_conv2d', multiplier: 2, kernel: 3, ...relu },
      { kind: 'average_pool', size: 3, stride: 2, padding: 'same' },
      { kind: 'depthwise_conv2d', kernel: 2, ...relu },
      { kind: 'max_pool', size: 2, padding: 'same' },
      { kind: 'layer_norm' },
    ],
  ],
  [
    'a residual block and a global mean',
    image,
    [
      { kind: 'conv2d', filters: 2, kernel: 3, ...relu },
      { kind: 'conv2d', filters: 2, kernel: 3, padding: 'same', activation: 'linear' },
      { kind: 'add', from: 0, activation: 'relu' },
      { kind: 'add', from: -1 },
      { kind: 'global_average_pool' },
    ],
  ],
  [
    'a reshape to an image and back',
    [24],
    [
      { kind: 'reshape', shape: [3, 4, 2] },
      { kind: 'conv2d', filters: 3, kernel: 2, ...relu },
      { kind: 'reshape', shape: [4, 9] },
      { kind: 'gru', units: 3 },
    ],
  ],
  ...(['simple_rnn', 'lstm', 'gru'] as const).flatMap((kind): (typeof NETWORKS)[number][] => [
    [`${kind}, all states and then the last`, [5, 3], [{ kind, units: 4, returns: 'all' }, { kind, units: 6 }]], // prettier-ignore
    [`an embedding before ${kind}`, [6], [{ kind: 'embedding', vocabulary: 9, dimension: 4 }, { kind, units: 5 }]], // prettier-ignore
  ]),
];

describe.each(NETWORKS)('an exported network with %s', (_, input, layers) => {
  it.each([
    ['classes', 3],
    ['numbers', 1],
  ])('answers as the trainer does, for %s', async (_, outputs) => {
    const model = networkModel(drawnNetwork(input, layers, outputs));
    const stored = decodeModel(encodeModel(model));
    const bytes = exportModel(model);
    expect(Buffer.from(exportModel(stored)).equals(bytes)).toBe(true);
    for (const rows of [1, 33]) {
      const table = networkRows(drawnNetwork(input, layers, outputs), rows);
      const own = await predict(model, table);
      const answer = await runOnnx(bytes, model, table);
      const { largest, labels } = answerDifference(model.classes, own, answer, 0);
      expect(largest).toBeLessThanOrEqual(1e-5);
      expect(labels).toBe(0);
    }
  });
});

it('an embedding gives numbers without a row of their own the last one', async () => {
  const layers: readonly LayerSpec[] = [{ kind: 'embedding', vocabulary: 3, dimension: 2 }];
  const model = networkModel(drawnNetwork([1], layers, 1));
  const values = Float64Array.of(-1e30, -1, -0.5, 0, 2.9, 3, 1e30);
  const table: Table = { rows: 7, columns: [{ name: 'c0', type: 'number', values }] };
  const own = await predict(model, table);
  const answer = await runOnnx(exportModel(model), model, table);
  expect(answerDifference([], own, answer, 0).largest).toBeLessThanOrEqual(1e-5);
  const value = own.task === 'regression' ? own.values : [];
  expect(value[0]).toBe(value[6]);
  expect(value[2]).toBe(value[0]);
  expect(value[0]).not.toBe(value[3]);
});
