import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classificationMetrics, type Scores } from './classification-metrics.ts';

interface Case {
  readonly name: string;
  readonly truth: number[];
  readonly predicted: number[];
  readonly classes: number;
  readonly accuracy: number;
  readonly macro: Scores;
  readonly weighted: Scores;
  readonly perClass: Readonly<Record<keyof Scores, number[]>>;
  readonly confusion: number[][];
}
const file = new URL('../../test/oracles/metrics/metrics.json', import.meta.url);
// Written by make.py beside it.
const fixture = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

function expectScores(own: Scores, oracle: Scores): void {
  for (const key of ['precision', 'recall', 'f1'] as const) {
    expect(Math.abs(own[key] - oracle[key])).toBeLessThanOrEqual(1e-9);
  }
}

describe('scores equal scikit-learn to 1e-9', () => {
  it.each(fixture.cases)('$name', (oracle) => {
    const classes = Array.from({ length: oracle.classes }, (_, index) => index);
    const own = classificationMetrics(oracle.truth, oracle.predicted, classes);
    expect(Math.abs(own.accuracy - oracle.accuracy)).toBeLessThanOrEqual(1e-9);
    expectScores(own.macro, oracle.macro);
    expectScores(own.weighted, oracle.weighted);
    expect(own.confusion).toEqual(oracle.confusion);
    own.perClass.forEach((scores, index) => {
      const { precision, recall, f1 } = oracle.perClass;
      expectScores(scores, {
        precision: precision[index] ?? NaN,
        recall: recall[index] ?? NaN,
        f1: f1[index] ?? NaN,
      });
    });
  });
});

describe('averages', () => {
  it('over all rows at once are the accuracy, also for labels of text', () => {
    const { micro, accuracy, perClass } = classificationMetrics(
      [0, 1, 1, 2],
      [0, 1, 2, 2],
      ['a', 'b', 'c'],
    );
    expect(micro).toEqual({ precision: accuracy, recall: accuracy, f1: accuracy });
    expect(perClass.map(({ label }) => label)).toEqual(['a', 'b', 'c']);
  });
});

describe('what cannot be scored is refused', () => {
  it('lists of unlike length, which would shift every later row', () => {
    expect(() => classificationMetrics([0, 1], [0], [0, 1])).toThrow('2 labels cannot be compared');
  });
  it('no rows, which would score 0 like a bad model', () => {
    expect(() => classificationMetrics([], [], [0, 1])).toThrow('no row to score');
  });
  it('a class out of range, which would be counted nowhere', () => {
    expect(() => classificationMetrics([0, 2], [0, 1], [0, 1])).toThrow('Row 1 has a class');
  });
});
