import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { indexLabels, matrix } from '../data/matrix.ts';
import { fitStandardScaler, standardize } from '../preprocess/standard-scaler.ts';
import { fitLogistic, logisticProbabilities } from './logistic-regression.ts';

const file = new URL('../../test/oracles/logistic/logistic.json', import.meta.url);
// Written by make.py beside it.
const oracle = JSON.parse(readFileSync(file, 'utf8')) as {
  features: number[][];
  labels: number[];
  mean: number[];
  scale: number[];
  probabilities: number[][];
};
const features = matrix(oracle.features.length, oracle.mean.length, oracle.features.flat());
const scaler = fitStandardScaler(features);

it('the scaler has the means and deviations of scikit-learn to 1e-9', () => {
  oracle.mean.forEach((mean, column) => {
    expect(Math.abs((scaler.mean[column] ?? 0) / mean - 1)).toBeLessThanOrEqual(1e-9);
    const scale = oracle.scale[column] ?? 0;
    expect(Math.abs((scaler.scale[column] ?? 0) / scale - 1)).toBeLessThanOrEqual(1e-9);
  });
});

it('the optimum is that of scikit-learn: probabilities within 1e-5 on every row', () => {
  const data = { features: standardize(features, scaler), ...indexLabels(oracle.labels) };
  const fit = fitLogistic(data, { penalty: 1, tolerance: 1e-9, maxIterations: 1000 });
  expect(fit.converged).toBe(true);
  const own = logisticProbabilities(fit.parameters, data.features);
  const worst = oracle.probabilities
    .flat()
    .reduce((most, value, i) => Math.max(most, Math.abs(value - (own[i] ?? 0))), 0);
  expect(worst).toBeLessThanOrEqual(1e-5);
});

it('a column without spread keeps scale 1, so that nothing is divided by zero', () => {
  const flat = fitStandardScaler(matrix(4, 2, [0.1, 1, 0.1, 2, 0.1, 3, 0.1, 4]));
  expect(flat.scale[0]).toBe(1);
  expect(standardize(matrix(1, 2, [0.1, 2.5]), flat).values[0]).toBeCloseTo(0, 6);
});
