import { describe, expect, it } from 'vitest';
import type { LayerSpec } from './layer-spec.ts';
import { planNetwork, weightShapes } from './network-plan.ts';
import type { NetworkSpec } from './network-spec.ts';

const plan = (input: readonly number[], ...layers: LayerSpec[]): ReturnType<typeof planNetwork> => {
  const spec: NetworkSpec = {
    ...{ input, layers, epochs: 1, batchSize: 1, seed: 1 },
    optimizer: { kind: 'sgd', learningRate: 1 },
  };
  return planNetwork(spec, 2);
};
const conv = { kind: 'conv2d', filters: 3, activation: 'relu' } as const;

describe('the plan of a network', () => {
  it('works shapes, padding and weights out', () => {
    const layers = plan(
      [7, 6, 2],
      { ...conv, kernel: 3, stride: 2, padding: 'same' },
      { kind: 'depthwise_conv2d', multiplier: 2, kernel: 2, padding: 'valid', activation: 'relu' },
      { kind: 'batch_norm' },
      { kind: 'max_pool', size: 2, padding: 'same' },
      { kind: 'dropout', rate: 0.5 },
    );
    expect(layers.map(({ kind, outShape }) => `${kind} ${outShape.join('x')}`)).toEqual([
      ...['conv2d 4x3x3', 'depthwise_conv2d 3x2x6', 'batch_norm 3x2x6', 'max_pool 2x1x6'],
      ...['dropout 2x1x6', 'flatten 12', 'dense 2'],
    ]);
    expect(layers[0]).toMatchObject({ pads: [1, 0, 1, 1] });
    expect(weightShapes(layers)).toEqual([
      ...[[3, 3, 2, 3], [3], [2, 2, 3, 2], [6], [6], [6], [6], [6], [12, 2], [2]],
    ]);
    const moving = layers[2]?.weights.map(({ name, trainable }) => `${name} ${trainable}`);
    expect(moving).toEqual([
      ...['gamma true', 'beta true', 'moving_mean false', 'moving_variance false'],
    ]);
  });

  it('finds what an add refers to, past the flattening it put in itself', () => {
    const dense = { kind: 'dense', units: 4, activation: 'relu' } as const;
    const layers = plan([2, 2, 1], dense, dense, { kind: 'add', from: 0 });
    expect(layers.map(({ kind }) => kind)).toEqual(['flatten', 'dense', 'dense', 'add', 'dense']);
    expect(layers[3]).toMatchObject({ from: 1, activation: 'linear' });
  });

  it.each([
    [
      [4],
      { ...conv, kernel: 3, padding: 'same' },
      'Layer 0 (conv2d) needs [height, width, channels]',
    ],
    [
      [2, 2, 1],
      { ...conv, kernel: 3, padding: 'valid' },
      'is larger than what comes before it, [2, 2, 1]',
    ],
    [
      [9, 9, 1],
      { ...conv, kernel: 3, padding: 'same', stride: 2, dilation: 2 },
      'only one of them may be',
    ],
    [[4], { kind: 'lstm', units: 2 }, 'Layer 0 (lstm) needs [steps, channels] before it, not [4]'],
    [[4], { kind: 'reshape', shape: [3, 2] }, 'makes [3, 2] of [4]; both must hold as many values'],
    [
      [2, 2],
      { kind: 'embedding', vocabulary: 3, dimension: 2 },
      'must be the first layer, on rows of shape [n]',
    ],
    [
      [4],
      { kind: 'add', from: 3 },
      'adds layer 3, which does not come before it. Name one from -1, the input, to -1.',
    ],
  ] as const)('refuses what does not fit: %j then %j', (input, layer, words) => {
    expect(() => plan(input, layer)).toThrow(words);
  });
});
