import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boostedProbabilities,
  boostedScores,
  fitBoostedClassifier,
  fitBoostedRegression,
} from '../boosting/gradient-boosting.ts';
import { fitKMeans } from '../clustering/k-means.ts';
import { matrix, type LabelledMatrix, type Matrix } from '../data/matrix.ts';
import { balancedRowWeights, rowWeightsOf } from '../data/row-weights.ts';
import { UnlearnableDataError } from '../data/training-rows.ts';
import { fitIsolationForest, isolationScores } from '../isolation/isolation-forest.ts';
import { fitLinear, fitRidge, linearPredictions } from '../linear/linear-regression.ts';
import { fitLogistic, logisticProbabilities } from '../logistic/logistic-regression.ts';
import { fitNearest, nearestProbabilities } from '../neighbours/nearest-neighbours.ts';
import { fitNearestRegression, nearestPredictions } from '../neighbours/nearest-regression.ts';
import { fitKernelMachine, kernelProbabilities } from '../svm/kernel-machine.ts';
import { fitLinearMachine, linearMachineProbabilities } from '../svm/linear-machine.ts';
import { fitDecisionTree, fitRegressionTree } from '../trees/decision-tree.ts';
import { fitForest, forestProbabilities } from '../trees/random-forest.ts';
import { fitRegressionForest, forestPredictions } from '../trees/regression-forest.ts';

interface Weighted {
  readonly rowWeights?: ArrayLike<number>;
}
type Classify = (data: LabelledMatrix, asked: Matrix, options?: Weighted) => Float64Array;
/** Every classifier, small; the first three learn one class alone, as scikit-learn's do. */
const CLASSIFIERS: readonly (readonly [name: string, classify: Classify])[] = [
  ['tree', (data, asked, o) => forestProbabilities(fitDecisionTree(data, o), asked)],
  ['forest', (data, asked, o) => forestProbabilities(fitForest(data, { trees: 5, ...o }), asked)],
  ['nearest', (data, asked) => nearestProbabilities(fitNearest(data, 1), asked)],
  ['logistic', (data, asked, o) => logisticProbabilities(fitLogistic(data, o).parameters, asked)],
  ['linear SVM', (data, asked, o) => linearMachineProbabilities(fitLinearMachine(data, o), asked)],
  ['RBF SVM', (data, asked, o) => kernelProbabilities(fitKernelMachine(data, o), asked)],
  [
    'boosting',
    (data, asked, o) =>
      boostedProbabilities(fitBoostedClassifier(data, { rounds: 5, ...o }), asked),
  ],
];
type Regress = (
  features: Matrix,
  targets: readonly number[],
  asked: Matrix,
  rowWeights?: readonly number[],
) => Float64Array;
const WEIGHTED = (rowWeights: readonly number[] | undefined): Weighted =>
  rowWeights === undefined ? {} : { rowWeights };
const REGRESSORS: readonly (readonly [name: string, regress: Regress])[] = [
  ['linear', (x, y, asked, w) => linearPredictions(fitLinear(x, y, w), asked)],
  ['ridge', (x, y, asked, w) => linearPredictions(fitRidge(x, y, 0.5, w), asked)],
  ['tree', (x, y, asked, w) => forestPredictions(fitRegressionTree(x, y, WEIGHTED(w)), asked)],
  [
    'boosting',
    (x, y, asked, w) =>
      boostedScores(fitBoostedRegression(x, y, { rounds: 5, ...WEIGHTED(w) }), asked),
  ],
  [
    'forest',
    (x, y, asked, w) =>
      forestPredictions(fitRegressionForest(x, y, { trees: 3, ...WEIGHTED(w) }), asked),
  ],
  ['nearest', (x, y, asked) => nearestPredictions(fitNearestRegression(x, y, 1), asked)],
];

const small: LabelledMatrix = {
  features: matrix(6, 2, [0, 7, 1, 7, 0, 7, 5, 7, 6, 7, 5, 7]),
  labels: Int32Array.of(0, 0, 0, 1, 1, 1),
  classes: [3, 9],
};

describe.each(CLASSIFIERS)('the classifier: %s', (name, classify) => {
  it('learns around a constant column, and from the same rows the same bits', () => {
    const asked = matrix(2, 2, [0, 7, 6, 7]);
    const first = classify(small, asked);
    expect(classify(small, asked)).toEqual(first);
    // Twenty rows a leaf leave boosting nothing to split here.
    if (name !== 'boosting') expect((first[1] ?? 1) < (first[3] ?? 0)).toBe(true);
    expect(first.every((share) => share >= 0 && share <= 1)).toBe(true);
  });
  it('gives shares also where a class that is known has no row, and of one row', () => {
    const some = { ...small, classes: [3, 9, 12] };
    const alone = { features: matrix(1, 2, [1, 2]), labels: Int32Array.of(0), classes: [3, 9] };
    for (const data of [some, alone]) {
      const k = data.classes.length;
      const shares = classify(data, data.features);
      for (let at = 0; at < shares.length; at += k) {
        const sum = shares.subarray(at, at + k).reduce((all, share) => all + share, 0);
        expect(sum).toBeCloseTo(1, 9);
      }
      expect(shares[0]).toBe(Math.max(...shares.subarray(0, k)));
    }
  });
  it('refuses no rows, no columns, values that are not finite, labels without a class', () => {
    const faults: readonly LabelledMatrix[] = [
      { features: matrix(0, 2, []), labels: new Int32Array(), classes: [0, 1] },
      { features: matrix(2, 0, []), labels: Int32Array.of(0, 1), classes: [0, 1] },
      { ...small, features: matrix(6, 2, [0, 7, 1, 7, 0, 7, 5, 7, 6, Number.NaN, 5, 7]) },
      { ...small, features: matrix(6, 2, [0, 7, 1, 7, 0, 7, 5, 7, 6, Infinity, 5, 7]) },
      { ...small, labels: Int32Array.of(0, 0, 0, 1, 1, 2) },
      { ...small, labels: Int32Array.of(0, 1) },
    ];
    for (const data of faults) {
      expect(() => classify(data, small.features)).toThrow(UnlearnableDataError);
    }
    expect(() => classify(faults[2] ?? small, small.features)).toThrow('Row 4, column 1');
  });
  it('knows what to do with one class alone: answer it, or say that there is nothing to tell', () => {
    const one = { ...small, labels: new Int32Array(6), classes: [3] };
    if (['tree', 'forest', 'nearest'].includes(name)) {
      expect([...classify(one, small.features)]).toEqual([1, 1, 1, 1, 1, 1]);
    } else {
      expect(() => classify(one, small.features)).toThrow('The labels know one class alone.');
    }
  });
  it.skipIf(name === 'nearest')('refuses row weights that make no sense', () => {
    for (const rowWeights of [
      [1],
      [1, 1, 1, 1, 1, -1],
      [1, 1, 1, 1, 1, NaN],
      new Array(6).fill(0),
    ]) {
      // The last of them is an array of zeros.
      const options = { rowWeights: rowWeights as number[] };
      expect(() => classify(small, small.features, options)).toThrow(UnlearnableDataError);
    }
  });
});

describe.each(REGRESSORS)('the regression: %s', (_name, regress) => {
  it('gives the target of the only row there is, and of constant columns their mean', () => {
    expect(regress(matrix(1, 2, [1, 2]), [5], matrix(1, 2, [8, 8]))[0]).toBeCloseTo(5, 6);
    const flat = matrix(4, 1, [0.1, 0.1, 0.1, 0.1]);
    const [guess = 0] = regress(flat, [1, 1, 1, 1], flat);
    expect(guess).toBeCloseTo(1, 6);
  });
  it('refuses no rows and targets that are not finite, naming the row', () => {
    const x = matrix(2, 1, [1, 2]);
    expect(() => regress(matrix(0, 1, []), [], x)).toThrow(UnlearnableDataError);
    expect(() => regress(x, [1], x)).toThrow('1 targets for 2 rows.');
    expect(() => regress(x, [1, Number.NaN], x)).toThrow('The target of row 1');
  });
});

describe('row weights', () => {
  const rows = fc.array(
    fc.record({
      x: fc.integer({ min: -8, max: 8 }),
      z: fc.integer({ min: -8, max: 8 }),
      y: fc.integer({ min: -20, max: 20 }),
      weight: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 3, maxLength: 25 },
  );
  it.each(REGRESSORS.slice(0, 2))('%s: a weight is as many equal rows', (_name, regress) => {
    fc.assert(
      fc.property(rows, (given) => {
        const features = (from: typeof given) =>
          matrix(
            from.length,
            2,
            from.flatMap(({ x, z }) => [x, z]),
          );
        const repeated = given.flatMap((row) => new Array<typeof row>(row.weight).fill(row));
        const targets = (from: typeof given) => from.map(({ y }) => y);
        const weights = given.map(({ weight }) => weight);
        const asked = features(given);
        const one = regress(asked, targets(given), asked, weights);
        const other = regress(features(repeated), targets(repeated), asked);
        one.forEach((value, at) => expect(value).toBeCloseTo(other[at] ?? Number.NaN, 4));
      }),
      { numRuns: 60, seed: 5 },
    );
  });
  it('a tree takes a weight as it takes as many equal rows', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const labelled = (from: typeof given): LabelledMatrix => ({
          features: matrix(
            from.length,
            1,
            from.map(({ x }) => x),
          ),
          labels: Int32Array.from(from, ({ y }) => Number(y > 0)),
          classes: [0, 1],
        });
        const repeated = given.flatMap((row) => new Array<typeof row>(row.weight).fill(row));
        const rowWeights = given.map(({ weight }) => weight);
        const { features } = labelled(given);
        const one = forestProbabilities(fitDecisionTree(labelled(given), { rowWeights }), features);
        const other = forestProbabilities(fitDecisionTree(labelled(repeated)), features);
        expect(one).toEqual(other);
      }),
      { numRuns: 100, seed: 5 },
    );
  });
  it('balance classes: each has the same total, and the rare one is believed in sooner', () => {
    const data: LabelledMatrix = {
      features: matrix(
        40,
        1,
        Array.from({ length: 40 }, (_, row) => Math.sin(row * 1.7) + (row < 4 ? 1 : 0)),
      ),
      labels: Int32Array.from({ length: 40 }, (_, row) => Number(row < 4)),
      classes: [0, 1],
    };
    const rowWeights = balancedRowWeights(data);
    const total = rowWeights.slice(0, 4).reduce((sum, weight) => sum + weight, 0);
    expect(total).toBeCloseTo(20, 9);
    expect([...rowWeightsOf(data, [1, 9])]).toEqual([...data.labels].map((y) => (y ? 9 : 1)));
    expect(() => rowWeightsOf(data, [1])).toThrow('1 weights for 2 classes.');
    for (const [name, classify] of CLASSIFIERS) {
      if (['nearest', 'tree', 'forest'].includes(name)) continue;
      const rare = (options?: Weighted) =>
        classify(data, data.features, options).reduce((sum, p, at) => sum + (at % 2) * p, 0);
      expect(rare({ rowWeights }), name).toBeGreaterThan(rare() + 5);
    }
  });
});

describe('models without targets', () => {
  it('refuse no rows and values that are not finite', () => {
    for (const features of [matrix(0, 1, []), matrix(2, 1, [1, Number.NaN])]) {
      expect(() => fitKMeans(features, { clusters: 1, seed: 1 })).toThrow(UnlearnableDataError);
      expect(() => fitIsolationForest(features)).toThrow(UnlearnableDataError);
    }
  });
  it('find nothing strange among equal rows, and the row far off the strangest', () => {
    const equal = matrix(8, 2, new Array<number>(16).fill(3));
    const alike = isolationScores(fitIsolationForest(equal), equal);
    alike.forEach((score) => expect(score).toBeCloseTo(0.5, 12));
    const one = matrix(1, 1, [4]);
    expect([...isolationScores(fitIsolationForest(one), one)]).toEqual([0.5]);
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 20, max: 1e30, noNaN: true }), (seed, far) => {
        const values = [...Array.from({ length: 60 }, (_, row) => Math.sin(row)), far];
        const features = matrix(61, 1, values);
        const scores = isolationScores(fitIsolationForest(features, { seed, trees: 30 }), features);
        expect(scores.indexOf(Math.max(...scores))).toBe(60);
        expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
      }),
      { numRuns: 20, seed: 5 },
    );
  });
});
