import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { realDataset } from '../testing/real-datasets.ts';
import { isScoreName, SCORE_NAMES, scoreByName, type ScoreInput } from './score-by-name.ts';

interface Case {
  readonly name: string;
  readonly classes?: number;
  readonly truth?: number[];
  readonly predicted: number[];
  readonly probabilities?: number[];
  readonly scores: Readonly<Record<string, number | null>>;
}
const file = new URL('../../test/oracles/metrics/by-name.json', import.meta.url);
// Written by make_by_name.py beside it.
const fixture = JSON.parse(readFileSync(file, 'utf8')) as Record<
  'classification' | 'regression' | 'clustering',
  Case[]
>;

describe('scores by name equal scikit-learn to 1e-9 on real predictions', () => {
  const seen = new Set<string>();
  const cases = (['classification', 'regression', 'clustering'] as const).flatMap((task) =>
    fixture[task].map((one) => ({ ...one, task })),
  );
  it.each(cases)('$task: $name', ({ task, name, scores, ...columns }) => {
    const { features, targets } = realDataset(name);
    const input: ScoreInput =
      task === 'clustering' ? { truth: targets, ...columns, features } : columns;
    for (const [score, wanted] of Object.entries(scores)) {
      seen.add(score);
      const { compute, range, task: of } = scoreByName(score);
      const own = compute(input);
      expect(of).toBe(task);
      expect(own).toBeGreaterThanOrEqual(range[0]);
      expect(own).toBeLessThanOrEqual(range[1]);
      const limit = 1e-9 * Math.max(1, Math.abs(wanted ?? NaN));
      expect(Math.abs(own - (wanted ?? NaN)), `${score}: ${own}`).toBeLessThanOrEqual(limit);
    }
  });
  it('and every name is compared', () => {
    expect([...seen].sort()).toEqual([...SCORE_NAMES].sort());
  });
});

describe('a score by name', () => {
  it('that improves is known to do so: truth itself scores best', () => {
    const truth = [0, 1, 1, 0];
    const sure = [1, 0, 0, 1, 0, 1, 1, 0];
    const wrong = [0, 1, 1, 0, 1, 0, 0, 1];
    for (const name of SCORE_NAMES) {
      const { task, higherIsBetter, compute } = scoreByName(name);
      if (task === 'clustering') continue;
      const best = compute({ truth, predicted: truth, probabilities: sure, classes: 2 });
      const predicted = [1, 0, 0, 1];
      const worst = compute({ truth, predicted, probabilities: wrong, classes: 2 });
      expect(best > worst, name).toBe(higherIsBetter);
    }
  });
  it('is refused by any other name, with those there are', () => {
    expect(() => scoreByName('acuracy')).toThrow('There is no score "acuracy". Scores: accuracy,');
    expect(isScoreName('toString')).toBe(false);
  });
  it('says what it lacks', () => {
    const { compute } = scoreByName('log_loss');
    expect(() => compute({ truth: [0], classes: 2 })).toThrow('needs `probabilities`');
  });
  it('of two classes is not taken of three', () => {
    const probabilities = [1, 0, 0, 0, 1, 0];
    const input = { truth: [0, 1], predicted: [0, 1], probabilities, classes: 3 };
    expect(() => scoreByName('roc_auc').compute(input)).toThrow('two classes, not 3');
    expect(() => scoreByName('f1').compute(input)).toThrow('two classes, not 3');
  });
  it('is refused of no rows', () => {
    const input = { truth: [], predicted: [], probabilities: [], classes: 2 };
    for (const name of SCORE_NAMES) expect(() => scoreByName(name).compute(input), name).toThrow();
  });
});
