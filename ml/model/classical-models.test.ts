import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  boostedProbabilities,
  boostedScores,
  fitBoostedClassifier,
  fitBoostedRegression,
} from '../boosting/gradient-boosting.ts';
import { fitKMeans } from '../clustering/k-means.ts';
import { selectRows, type LabelledMatrix, type Matrix } from '../data/matrix.ts';
import {
  fitLinear,
  fitRidge,
  linearPredictions,
  type LinearModel,
} from '../linear/linear-regression.ts';
import { fitLogistic, logisticProbabilities } from '../logistic/logistic-regression.ts';
import { rootMeanSquaredError } from '../metrics/regression-scores.ts';
import { fitNearest, nearestProbabilities } from '../neighbours/nearest-neighbours.ts';
import { fitStandardScaler, standardize } from '../preprocess/standard-scaler.ts';
import { labelledRows, realDataset, type RealDataset } from '../testing/real-datasets.ts';
import { fitForest, forestProbabilities } from '../trees/random-forest.ts';
import { likeliest } from './classifier.ts';

interface OracleSet {
  readonly name: string;
  readonly kind: 'class' | 'number';
  readonly splits: readonly {
    readonly seed: number;
    readonly test: readonly number[];
    readonly scores: { readonly [model: string]: number };
  }[];
  readonly inertia?: number;
  readonly linear?: readonly number[];
  readonly ridge?: readonly number[];
}
const file = new URL('../../test/oracles/models/models.json', import.meta.url);
// Written by make.py beside it.
const { sets } = JSON.parse(readFileSync(file, 'utf8')) as { readonly sets: readonly OracleSet[] };
const classSets = sets.filter(({ kind }) => kind === 'class');
const numberSets = sets.filter(({ kind }) => kind === 'number');

/** Class probabilities for `held` of a model that learnt from `train`. */
type Classify = (train: LabelledMatrix, held: Matrix, seed: number) => Float64Array;
const CLASSIFIERS: { readonly [name: string]: Classify } = {
  logistic: scaled((train, held) =>
    logisticProbabilities(fitLogistic(train, { maxIterations: 1_000 }).parameters, held),
  ),
  nearest: scaled((train, held) => nearestProbabilities(fitNearest(train, 5), held)),
  forest: (train, held, seed) => forestProbabilities(fitForest(train, { trees: 100, seed }), held),
  boosting: (train, held) => boostedProbabilities(fitBoostedClassifier(train), held),
};

function scaled(classify: Classify): Classify {
  return (train, held, seed) => {
    const scaler = fitStandardScaler(train.features);
    const features = standardize(train.features, scaler);
    return classify({ ...train, features }, standardize(held, scaler), seed);
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(classSets)('classifiers on $name, mean over the seeds', ({ name, splits }) => {
  const data = realDataset(name);
  // Two seeds of the largest set take as long as five of all others.
  const used = name === 'digits' ? splits.slice(0, 2) : splits;
  it.each(Object.keys(CLASSIFIERS))(
    '%s is within one point of scikit-learn',
    { timeout: 120_000 },
    async (model) => {
      const own: number[] = [];
      for (const { seed, test } of used) {
        own.push(accuracy(model, data, test, seed));
        // Lets the runner's own messages through.
        await setImmediate();
      }
      const oracle = mean(used.map(({ scores }) => scores[model] ?? Number.NaN));
      expect(mean(own), `scikit-learn ${oracle.toFixed(4)}`).toBeGreaterThanOrEqual(oracle - 0.01);
    },
  );
});

function accuracy(model: string, data: RealDataset, test: readonly number[], seed: number): number {
  const held = new Set(test);
  const rest = Array.from(data.targets, (_, row) => row).filter((row) => !held.has(row));
  const train = labelledRows(data, rest);
  const asked = labelledRows(data, test);
  const probabilities = CLASSIFIERS[model]?.(train, asked.features, seed) ?? new Float64Array();
  const guessed = likeliest(probabilities, train.classes.length);
  return asked.labels.filter((label, at) => label === guessed[at]).length / test.length;
}

describe.each(numberSets)('regression on $name', ({ name, splits, linear, ridge }) => {
  const data = realDataset(name);
  const rmse = (model: string): readonly [own: number, oracle: number] => {
    const own = splits.map(({ test }) => {
      const held = new Set(test);
      const rest = Array.from(data.targets, (_, row) => row).filter((row) => !held.has(row));
      const train = selectRows(data.features, rest);
      const targets = rest.map((row) => data.targets[row] ?? 0);
      const truth = test.map((row) => data.targets[row] ?? 0);
      return rootMeanSquaredError(
        truth,
        predict(model, train, targets, selectRows(data.features, test)),
      );
    });
    return [mean(own), mean(splits.map(({ scores }) => scores[model] ?? Number.NaN))];
  };
  it.each(['linear', 'ridge', 'boosting'])('%s is within two per cent of scikit-learn', (model) => {
    const [own, oracle] = rmse(model);
    expect(own, `scikit-learn ${oracle.toFixed(3)}`).toBeLessThanOrEqual(oracle * 1.02);
  });
  it('gives the weights of least squares and of ridge regression', () => {
    expectWeights(fitLinear(data.features, data.targets), linear ?? []);
    expectWeights(fitRidge(data.features, data.targets, 0.05), ridge ?? []);
  });
});

function predict(
  model: string,
  train: Matrix,
  targets: readonly number[],
  asked: Matrix,
): Float64Array {
  if (model === 'boosting') return boostedScores(fitBoostedRegression(train, targets), asked);
  const fitted = model === 'linear' ? fitLinear(train, targets) : fitRidge(train, targets, 0.05);
  return linearPredictions(fitted, asked);
}

function expectWeights(model: LinearModel, oracle: readonly number[]): void {
  [...model.weights, model.intercept].forEach((weight, at) => {
    const wanted = oracle[at] ?? Number.NaN;
    expect(Math.abs(weight - wanted), `${at}: ${weight}, ${wanted}`).toBeLessThan(
      1e-6 * Math.max(1, Math.abs(wanted)),
    );
  });
}

describe.each(classSets)('k-means on $name', ({ name, inertia }) => {
  it('finds clusters as tight as scikit-learn, to half a per cent', () => {
    const { features, targets } = realDataset(name);
    const clusters = new Set(targets).size;
    const own = fitKMeans(features, { clusters, seed: 1, starts: 20 }).inertia;
    expect(own).toBeLessThanOrEqual((inertia ?? 0) * 1.005);
    expect(own).toBeGreaterThan((inertia ?? 0) * 0.99);
  });
});
