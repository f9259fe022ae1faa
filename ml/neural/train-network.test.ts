import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromTypedJson, toTypedJson } from '../model/typed-json.ts';
import { likeliest } from '../model/classifier.ts';
import { fitStandardScaler, standardize } from '../preprocess/standard-scaler.ts';
import { classClouds } from '../testing/class-clouds.ts';
import { BackendUnavailableError, chooseBackend } from './backend.ts';
import { networkProbabilities } from './network-probabilities.ts';
import type { NetworkSpec } from './network-spec.ts';
import { trainNetwork } from './train-network.ts';
import type { TrainingState } from './training-state.ts';

const raw = classClouds(192, 16, 3, 1);
const scaler = fitStandardScaler(raw.features);
const data = { ...raw, features: standardize(raw.features, scaler) };
const fresh = classClouds(192, 16, 3, 2);

const schedule = { kind: 'exponential', factor: 0.9 } as const;
const base = { epochs: 6, batchSize: 32, seed: 3, schedule };
const adam = { kind: 'adam', learningRate: 0.01 } as const;
const dense: NetworkSpec = {
  ...base,
  input: [16],
  optimizer: adam,
  layers: [
    { kind: 'dense', units: 24, activation: 'relu' },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'dense', units: 8, activation: 'tanh' },
  ],
};
const convolution: NetworkSpec = {
  ...base,
  input: [4, 4, 1],
  optimizer: adam,
  layers: [
    { kind: 'conv2d', filters: 6, kernel: 3, padding: 'same', activation: 'relu' },
    { kind: 'max_pool', size: 2 },
    { kind: 'conv2d', filters: 8, kernel: 2, padding: 'valid', activation: 'relu' },
    { kind: 'flatten' },
    { kind: 'dropout', rate: 0.1 },
  ],
};

beforeAll(async () => {
  expect(await chooseBackend({ device: 'cpu' })).toEqual({
    device: 'cpu',
    backend: 'wasm',
    refused: [],
  });
});

describe.each([
  ['dense layers', dense],
  ['convolutions', convolution],
])('a network of %s', (_, spec) => {
  it('learns to tell classes apart on rows it never saw', async () => {
    const network = await trainNetwork(data, spec);
    const probabilities = await networkProbabilities(network, standardize(fresh.features, scaler));
    const predicted = likeliest(probabilities, 3);
    const hits = predicted.filter((label, row) => label === fresh.labels[row]).length;
    expect(hits / fresh.labels.length).toBeGreaterThan(0.95);
  });

  it('ends with the same bits when it stops after any epoch and goes on (N1)', async () => {
    const states: string[] = [];
    const unbroken = await trainNetwork(data, spec, {
      onEpoch: ({ state }) => void states.push(toTypedJson(state)),
    });
    expect(states).toHaveLength(spec.epochs);
    for (const stopped of [states[0], states[3], states[5]]) {
      // Written by toTypedJson three lines above.
      const resume = fromTypedJson(stopped ?? '') as TrainingState;
      const resumed = await trainNetwork(data, spec, { resume });
      expect(resumed.weights).toEqual(unbroken.weights);
    }
  });

  it('goes on with what another backend has begun, to the same network but for rounding', async () => {
    const states: string[] = [];
    const onEpoch = ({ state }: { readonly state: TrainingState }): void => {
      states.push(toTypedJson(state));
    };
    await chooseBackend({ device: 'cpu', backends: ['cpu'] });
    await trainNetwork(data, { ...spec, epochs: 2 }, { onEpoch });
    await chooseBackend({ device: 'cpu' });
    const unbroken = await trainNetwork(data, { ...spec, epochs: 4 });
    // Written by toTypedJson above.
    const resume = fromTypedJson(states[1] ?? '') as TrainingState;
    const resumed = await trainNetwork(data, { ...spec, epochs: 4 }, { resume });
    unbroken.weights.forEach((weights, index) => {
      const moved = weights.map((weight, at) =>
        Math.abs(weight - (resumed.weights[index]?.[at] ?? 9)),
      );
      expect(Math.max(...moved)).toBeLessThan(2e-3);
    });
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const network = await trainNetwork(data, { ...spec, epochs: 1 });
    await networkProbabilities(network, data.features);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has the same gradients on the plain backend, whose kernels are none of ours', async () => {
    const once = { ...spec, epochs: 1 };
    const own = await trainNetwork(data, once);
    await chooseBackend({ device: 'cpu', backends: ['cpu'] });
    const plain = await trainNetwork(data, once);
    await chooseBackend({ device: 'cpu' });
    own.weights.forEach((weights, index) => {
      weights.forEach((weight, i) => {
        expect(Math.abs(weight - (plain.weights[index]?.[i] ?? NaN))).toBeLessThan(2e-4);
      });
    });
  });
});

describe('training', () => {
  it('stops at once when it is cancelled', async () => {
    const stop = new AbortController();
    const training = trainNetwork(data, dense, {
      signal: stop.signal,
      onEpoch: ({ epoch }) => {
        if (epoch === 2) stop.abort(new Error('cancelled in epoch 2'));
        expect(epoch).toBeLessThanOrEqual(2);
      },
    });
    await expect(training).rejects.toThrow('cancelled in epoch 2');
  });
  it('refuses a network whose input is not the data, naming both sizes', async () => {
    await expect(trainNetwork(data, { ...dense, input: [9] })).rejects.toThrow(
      'rows of 9 = 9 values, the data has 16 columns',
    );
  });
  it('refuses a layer that does not fit what comes before it', async () => {
    const layers = [{ kind: 'max_pool', size: 2 }] as const;
    await expect(trainNetwork(data, { ...dense, layers })).rejects.toThrow(
      'Layer 0 (max_pool) needs [height, width, channels]',
    );
  });
});

describe('choosing a backend', () => {
  it('never gives a CPU to who asks for a GPU (K1)', async () => {
    const asked = chooseBackend({ device: 'gpu', backends: ['wasm', 'cpu'] });
    await expect(asked).rejects.toThrow(BackendUnavailableError);
    await expect(asked).rejects.toThrow('wasm: It does not drive a GPU.');
  });
  it('leaves the process its own handlers of uncaught errors', async () => {
    const before = process.rawListeners('unhandledRejection');
    await chooseBackend({ device: 'cpu' });
    expect(process.rawListeners('unhandledRejection')).toEqual(before);
  });
});
