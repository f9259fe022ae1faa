import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { withTables, zooTables } from './zoo-tables.ts';

const lines = (...scores: readonly (readonly [string, number])[]) =>
  scores.map(([kind, holdout]) => ({ kind, holdout }));
const outcomes = [
  { set: 'breast_cancer', leaderboard: lines(['nearest', 0.9649], ['rbf_svm', 0.98246]) },
  { set: 'diabetes', leaderboard: lines(['ridge', 53.456]) },
];
const oracle = { sets: { breast_cancer: { scores: { nearest: 0.97 } }, diabetes: { scores: {} } } };

describe('the results of the zoo', () => {
  it('stand beside those of scikit-learn, the chosen model in bold', () => {
    expect(zooTables(outcomes, oracle).split('\n')).toEqual([
      '| accuracy, ours / scikit-learn | breast cancer |',
      '| --- | --- |',
      '| rbf svm | 0.982 / – |',
      '| nearest | **0.965** / 0.970 |',
      '',
      '| RMSE, ours / scikit-learn | diabetes |',
      '| --- | --- |',
      '| ridge | **53.5** / – |',
    ]);
  });
  it('have their place on the page of the example, and on no page without marks', () => {
    const url = new URL('../../examples/model-zoo/README.md', import.meta.url);
    const page = readFileSync(url, 'utf8');
    const written = withTables(page, 'TABLES');
    expect(written).toContain('\n\nTABLES\n\n<!-- end of results -->');
    expect(written).not.toContain('| RMSE');
    expect(withTables(written, 'TABLES')).toBe(written);
    expect(() => withTables('# A page', 'TABLES')).toThrow('has no place for results');
  });
});
