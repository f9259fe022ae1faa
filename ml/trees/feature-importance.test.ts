import { describe, expect, it } from 'vitest';
import { fitBoostedRegression } from '../boosting/gradient-boosting.ts';
import { matrix, selectRows } from '../data/matrix.ts';
import { balancedRowWeights } from '../data/row-weights.ts';
import { classicalOracle } from '../testing/classical-oracle.ts';
import { labelledRows, realDataset } from '../testing/real-datasets.ts';
import { fitDecisionTree, fitRegressionTree } from './decision-tree.ts';
import { boostingImportance, featureImportance } from './feature-importance.ts';
import { fitForest } from './random-forest.ts';

const { importances } = classicalOracle();
const rowsOf = (count: number): number[] => Array.from({ length: count }, (_, row) => row);
const raw = realDataset('wine');
const wine = labelledRows(raw, rowsOf(raw.features.rows));

function expectEqual(own: Float64Array, oracle: readonly number[] = [], digits = 9): void {
  own.forEach((share, column) => expect(share).toBeCloseTo(oracle[column] ?? NaN, digits));
}

describe('importance of columns', () => {
  it('of a tree is that of scikit-learn, with and without balanced classes', () => {
    expectEqual(featureImportance(fitDecisionTree(wine, { maxDepth: 2 })), importances.tree);
    const rowWeights = balancedRowWeights(wine);
    const balanced = fitDecisionTree(wine, { maxDepth: 2, rowWeights });
    expectEqual(featureImportance(balanced), importances.balanced);
  });
  it('of a regression tree too', () => {
    const { features, targets } = realDataset('diabetes');
    const first = selectRows(features, rowsOf(200));
    const tree = fitRegressionTree(first, targets.slice(0, 200), { maxDepth: 3 });
    expectEqual(featureImportance(tree), importances.regression_tree);
  });
  it('of forests is the same in the mean', () => {
    const total = new Float64Array(wine.features.columns);
    for (let seed = 0; seed < 5; seed += 1) {
      featureImportance(fitForest(wine, { seed })).forEach(
        (share, column) => (total[column] = (total[column] ?? 0) + share / 5),
      );
    }
    total.forEach((share, column) => {
      expect(Math.abs(share - (importances.forest?.[column] ?? NaN))).toBeLessThan(0.02);
    });
  });
  it('of a boosting goes to the column that tells, and of trees without a split to none', () => {
    const features = matrix(
      80,
      2,
      rowsOf(160).map((at) => (at % 2 ? at : Math.sin(at * 7))),
    );
    const model = fitBoostedRegression(features, rowsOf(80), { rounds: 5 });
    expect(boostingImportance(model, 2)[1]).toBeGreaterThan(0.99);
    const flat = fitRegressionTree(features, new Array<number>(80).fill(1));
    expect([...featureImportance(flat)]).toEqual([0, 0]);
  });
});
