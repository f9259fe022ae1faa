import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matrix } from '../data/matrix.ts';
import { balancedAccuracy, cohenKappa, matthewsCorrelation } from './agreement-scores.ts';
import { classificationMetrics } from './classification-metrics.ts';
import { adjustedRandIndex, daviesBouldinScore, silhouetteScore } from './clustering-scores.ts';
import { brierScore, logLoss } from './probability-scores.ts';
import { averagePrecision, multiclassRocAuc, rocAuc } from './ranking-scores.ts';
import {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  r2Score,
  rootMeanSquaredError,
} from './regression-scores.ts';

type Oracle = { readonly name: string } & { readonly [field: string]: unknown };
const file = new URL('../../test/oracles/metrics/scores.json', import.meta.url);
// Written by make_scores.py beside it.
const fixture = JSON.parse(readFileSync(file, 'utf8')) as { readonly [family: string]: Oracle[] };

/** Equal to 1e-9, relative for large values; NaN is written as null. */
function expectEqual(own: number, oracle: Oracle, field: string): void {
  const wanted = oracle[field];
  if (wanted === null) expect(own, field).toBeNaN();
  else {
    const expected = Number(wanted);
    const limit = 1e-9 * Math.max(1, Math.abs(expected));
    expect(
      Math.abs(own - expected),
      `${field}: ${own}, scikit-learn ${expected}`,
    ).toBeLessThanOrEqual(limit);
  }
}

// The fixture's columns are lists of numbers.
const column = (oracle: Oracle, name: string): number[] => oracle[name] as number[];

describe('scores of labels equal scikit-learn to 1e-9', () => {
  it.each(fixture['labels'] ?? [])('$name', (oracle) => {
    const given = [
      column(oracle, 'truth'),
      column(oracle, 'predicted'),
      Number(oracle['classes']),
    ] as const;
    expectEqual(balancedAccuracy(...given), oracle, 'balancedAccuracy');
    expectEqual(matthewsCorrelation(...given), oracle, 'matthewsCorrelation');
    expectEqual(cohenKappa(...given), oracle, 'cohenKappa');
    const classes = Array.from({ length: given[2] }, (_, at) => at);
    expectEqual(classificationMetrics(given[0], given[1], classes).accuracy, oracle, 'micro');
  });
});

describe('scores of rankings and probabilities equal scikit-learn to 1e-9', () => {
  it.each(fixture['binary'] ?? [])('$name', (oracle) => {
    const truth = column(oracle, 'truth');
    const scores = column(oracle, 'scores');
    expectEqual(rocAuc(truth, scores), oracle, 'rocAuc');
    expectEqual(averagePrecision(truth, scores), oracle, 'averagePrecision');
    if (oracle['brier'] === undefined) return;
    expectEqual(brierScore(truth, scores), oracle, 'brier');
    const both = scores.flatMap((score) => [1 - score, score]);
    expectEqual(logLoss(truth, both, 2), oracle, 'logLoss');
  });

  it.each(fixture['multi'] ?? [])('$name', (oracle) => {
    const truth = column(oracle, 'truth');
    const probabilities = column(oracle, 'probabilities');
    const classes = Number(oracle['classes']);
    expectEqual(logLoss(truth, probabilities, classes), oracle, 'logLoss');
    for (const scheme of ['ovr', 'ovo'] as const) {
      for (const average of ['macro', 'weighted'] as const) {
        const own = multiclassRocAuc(truth, probabilities, classes, { scheme, average });
        expectEqual(own, oracle, `${scheme} ${average}`);
      }
    }
  });
});

describe('scores of numbers equal scikit-learn to 1e-9', () => {
  it.each(fixture['regression'] ?? [])('$name', (oracle) => {
    const given = [column(oracle, 'truth'), column(oracle, 'predicted')] as const;
    expectEqual(meanAbsoluteError(...given), oracle, 'mae');
    expectEqual(meanSquaredError(...given), oracle, 'mse');
    expectEqual(rootMeanSquaredError(...given), oracle, 'rmse');
    expectEqual(meanAbsolutePercentageError(...given), oracle, 'mape');
    expectEqual(r2Score(...given), oracle, 'r2');
  });
});

describe('scores of clusters equal scikit-learn to 1e-9', () => {
  it.each(fixture['clusters'] ?? [])('$name', (oracle) => {
    const values = column(oracle, 'data');
    const columns = Number(oracle['columns']);
    const data = matrix(values.length / columns, columns, values);
    const labels = column(oracle, 'labels');
    expectEqual(silhouetteScore(data, labels), oracle, 'silhouette');
    expectEqual(daviesBouldinScore(data, labels), oracle, 'daviesBouldin');
    expectEqual(adjustedRandIndex(column(oracle, 'truth'), labels), oracle, 'adjustedRand');
  });
});

describe('what cannot be scored is refused', () => {
  it('no rows, which would score NaN', () => {
    expect(() => meanSquaredError([], [])).toThrow('no row');
    expect(() => rocAuc([], [])).toThrow('no row');
  });
  it('NaN, which would make the whole score NaN or sort anywhere', () => {
    expect(() => rocAuc([0, 1], [0.1, Number.NaN])).toThrow('"scores" is NaN in row 1');
    expect(() => r2Score([1, 2], [1, Number.NaN])).toThrow('"predicted" is NaN in row 1');
  });
  it('probabilities that are none', () => {
    expect(() => brierScore([0, 1], [0.2, 1.2])).toThrow('row 1 is 1.2');
    expect(() => logLoss([0], [0.2, 0.2], 2)).toThrow('sum to 0.4');
  });
  it('clusterings of which no silhouette is defined', () => {
    expect(() => silhouetteScore(matrix(2, 1, [1, 2]), [0, 0])).toThrow('1 clusters of 2 rows');
  });
});
