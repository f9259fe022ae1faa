import { standardize, fitStandardScaler } from '../preprocess/standard-scaler.ts';
import type { NetworkSpec } from '../neural/network-spec.ts';
import { classClouds } from './class-clouds.ts';

const raw = classClouds(192, 16, 3, 1);
const scaler = fitStandardScaler(raw.features);
const scaled = (seed: number): ReturnType<typeof classClouds> => {
  const clouds = classClouds(192, 16, 3, seed);
  return { ...clouds, features: standardize(clouds.features, scaler) };
};

/** 192 rows of 16 scaled values in 3 classes, and as many that no network is trained on. */
export const clouds = scaled(1);
export const freshClouds = scaled(2);

/** The same rows with a number to predict, far from 0 and from 1. */
export const sums = valued(clouds);
export const freshSums = valued(freshClouds);

function valued({ features }: typeof clouds): {
  readonly features: typeof features;
  readonly values: Float64Array;
} {
  const values = Float64Array.from({ length: features.rows }, (_, row) => {
    const own = features.values.subarray(row * features.columns, (row + 1) * features.columns);
    return 150 + 40 * own.reduce((sum, value, at) => sum + value * Math.sin(at), 0);
  });
  return { features, values };
}

const base = {
  ...{ epochs: 6, batchSize: 32, seed: 3 },
  optimizer: { kind: 'adam', learningRate: 0.01 },
} as const;

/** Small networks that hold every kind of state: moments, dropout, statistics, schedules. */
export const TEST_NETWORKS: Readonly<Record<'dense' | 'convolution' | 'recurrent', NetworkSpec>> = {
  dense: {
    ...{ ...base, input: [16], schedule: { kind: 'exponential', factor: 0.9 } },
    layers: [
      { kind: 'dense', units: 24, activation: 'relu' },
      { kind: 'dropout', rate: 0.2 },
      { kind: 'dense', units: 8, activation: 'tanh' },
    ],
  },
  convolution: {
    ...{
      ...base,
      input: [4, 4, 1],
      epochs: 5,
      batchSize: 16,
      augment: { shift: 0.2, noise: 0.05 },
    },
    schedule: { kind: 'cosine', warmUp: 0.5 },
    layers: [
      { kind: 'conv2d', filters: 6, kernel: 3, padding: 'same', activation: 'linear' },
      { kind: 'batch_norm' },
      { kind: 'activation', activation: 'relu' },
      { kind: 'max_pool', size: 2 },
      { kind: 'conv2d', filters: 8, kernel: 2, padding: 'valid', activation: 'gelu' },
      { kind: 'dropout', rate: 0.1 },
    ],
  },
  recurrent: {
    ...{ ...base, input: [2, 8], epochs: 4 },
    schedule: { kind: 'plateau', factor: 0.5, patience: 1 },
    ...{ clip: { by: 'norm', limit: 1 }, penalty: { l2: 1e-4 } },
    layers: [{ kind: 'gru', units: 8 }, { kind: 'layer_norm' }],
  },
};
