import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fitKMeans } from '../clustering/k-means.ts';
import { selectRows } from '../data/matrix.ts';
import { fitIsolationForest, isolationScores } from '../isolation/isolation-forest.ts';
import { fitLinear, fitRidge, type LinearModel } from '../linear/linear-regression.ts';
import { rocAuc } from '../metrics/ranking-scores.ts';
import { CLASSIFIERS, REGRESSORS } from './classical-learners.ts';
import { classicalOracle, mean, ownScore } from './classical-oracle.ts';
import { realDataset } from './real-datasets.ts';

/**
 * By `PERDURE_SLOW=1` all five seeds of all sets, and a table of them. Else what a few seconds
 * allow: boosting many classes takes longest by far.
 */
const slow = process.env.PERDURE_SLOW === '1';
const { sets, outliers } = classicalOracle();
const classSets = sets.filter(({ kind }) => kind === 'class');
const numberSets = sets.filter(({ kind }) => kind === 'number');

const table: string[] = [];
async function compare(
  set: (typeof sets)[number],
  model: string,
): Promise<readonly [own: number, oracle: number]> {
  const data = realDataset(set.name);
  const splits = slow ? set.splits : set.splits.slice(0, set.name === 'digits' ? 1 : 3);
  const own: number[] = [];
  for (const split of splits) {
    own.push(ownScore(model, set.kind, data, split));
    // Lets the runner's own messages through.
    await setImmediate();
  }
  const oracle = mean(splits.map(({ scores }) => scores[model] ?? Number.NaN));
  table.push(`| ${set.name} | ${model} | ${mean(own).toFixed(4)} | ${oracle.toFixed(4)} |`);
  return [mean(own), oracle];
}

describe.each(classSets)('classifiers on $name, mean over the seeds', (set) => {
  const models = Object.keys(CLASSIFIERS);
  const slowest = set.name === 'digits' ? ['boosting', 'linear_svm', 'rbf_svm'] : [];
  const used = slow ? models : models.filter((model) => !slowest.includes(model));
  it.each(used)('%s is within one point of scikit-learn', { timeout: 600_000 }, async (model) => {
    const [own, oracle] = await compare(set, model);
    expect(own, `scikit-learn ${oracle.toFixed(4)}`).toBeGreaterThanOrEqual(oracle - 0.01);
  });
});

describe.each(numberSets)('regression on $name, mean over the seeds', (set) => {
  it.each(Object.keys(REGRESSORS))('%s is within two per cent of scikit-learn', async (model) => {
    const [own, oracle] = await compare(set, model);
    expect(own, `scikit-learn ${oracle.toFixed(3)}`).toBeLessThanOrEqual(oracle * 1.02);
  });
  it('gives the weights of least squares and of ridge regression', () => {
    const { features, targets } = realDataset(set.name);
    expectWeights(fitLinear(features, targets), set.linear ?? []);
    expectWeights(fitRidge(features, targets, 0.05), set.ridge ?? []);
  });
});

function expectWeights(model: LinearModel, oracle: readonly number[]): void {
  [...model.weights, model.intercept].forEach((weight, at) => {
    const wanted = oracle[at] ?? Number.NaN;
    expect(Math.abs(weight - wanted), `${at}: ${weight}, ${wanted}`).toBeLessThan(
      1e-6 * Math.max(1, Math.abs(wanted)),
    );
  });
}

describe.each(classSets)('k-means on $name', ({ name, inertia = Number.NaN }) => {
  it('finds clusters as tight as scikit-learn, to half a per cent', { timeout: 120_000 }, () => {
    const { features, targets } = realDataset(name);
    const clusters = new Set(targets).size;
    const own = fitKMeans(features, { clusters, seed: 1, starts: slow ? 20 : 10 }).inertia;
    table.push(`| ${name} | k-means, inertia | ${own.toFixed(2)} | ${inertia.toFixed(2)} |`);
    expect(own).toBeLessThanOrEqual(inertia * 1.005);
    expect(own).toBeGreaterThan(inertia * 0.99);
  });
});

describe.each(outliers)('isolation forests on $name', ({ name, rows, strange, auc, scores }) => {
  const data = realDataset(name);
  const features = selectRows(data.features, rows);
  const truth = rows.map((row) => Number(data.targets[row] === strange));
  const own = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((seed) =>
    isolationScores(fitIsolationForest(features, { trees: 300, seed }), features),
  );
  it('rank the strange rows as well as scikit-learn, to one point of ROC AUC', () => {
    const reached = mean(own.map((each) => rocAuc(truth, Array.from(each))));
    table.push(`| ${name} | isolation, AUC | ${reached.toFixed(4)} | ${auc.toFixed(4)} |`);
    expect(Math.abs(reached - auc)).toBeLessThanOrEqual(0.01);
  });
  it('give every row the score that scikit-learn gives, to what chance moves it by', () => {
    const means = scores.map((_, row) => mean(own.map((each) => each[row] ?? 0)));
    const apart = means.map((each, row) => Math.abs(each - (scores[row] ?? 0)));
    expect(mean(apart)).toBeLessThan(0.004);
    expect(Math.max(...apart)).toBeLessThan(0.015);
  });
});

it.runIf(slow)('the table of test/oracles/models/README.md', () => {
  process.stdout.write(`${table.join('\n')}\n`);
});
