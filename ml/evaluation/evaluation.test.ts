import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rocAuc } from '../metrics/ranking-scores.ts';
import { scoreByName } from '../metrics/score-by-name.ts';
import { binomialAtLeast, incompleteBeta, studentAbove } from '../special/incomplete-beta.ts';
import { digamma } from '../special/digamma.ts';
import { normalBelow, normalQuantile } from '../special/normal.ts';
import { adjustPValues } from './adjust-p-values.ts';
import { baselineClasses, baselineValues } from './baselines.ts';
import { bootstrapInterval, intervalOf, type RowStatistic } from './bootstrap.ts';
import { brierParts, calibrationCurve, expectedCalibrationError } from './calibration.ts';
import { groupFairness, measureByGroup } from './group-fairness.ts';
import { mcNemar } from './mcnemar.ts';
import { fisherGreater, welchGreater, type Moments } from './mean-tests.ts';
import { compareScores, scoreInterval } from './score-interval.ts';

type Rates = Readonly<
  Record<'selectionRate' | 'truePositiveRate' | 'falsePositiveRate' | 'accuracy', number>
>;
interface Curve {
  readonly came: number[];
  readonly predicted: number[];
}
interface Fixture {
  readonly bootstrap: readonly {
    readonly name: string;
    readonly data: number[][];
    readonly drawn: number[];
    readonly value: number;
    readonly percentile: [number, number];
    readonly bca: [number, number];
    readonly standardError: number;
    readonly muchBca: [number, number];
    readonly muchError: number;
  }[];
  readonly mcnemar: readonly {
    readonly name: string;
    readonly truth: number[];
    readonly first: number[];
    readonly second: number[];
    readonly exact: number;
    readonly statistic: number | null;
    readonly corrected: number | null;
  }[];
  readonly multiple: Readonly<Record<'given' | 'holm' | 'benjamini_hochberg', number[]>>;
  readonly fairness: readonly ({
    readonly name: string;
    readonly truth: number[];
    readonly predicted: number[];
    readonly groups: (string | number)[];
    readonly overall: Rates;
    readonly byGroup: Readonly<Record<string, Rates>>;
  } & Readonly<Record<string, unknown>>)[];
  readonly calibration: readonly {
    readonly name: string;
    readonly truth: number[];
    readonly probabilities: number[];
    readonly brier: number;
    readonly uniform: Curve;
    readonly quantile: Curve;
  }[];
  readonly baselines: {
    readonly classes: {
      readonly trained: number[];
      readonly rows: number;
      readonly most_frequent: number[][];
      readonly prior: number[][];
    };
    readonly values: { readonly trained: number[]; readonly mean: number; readonly median: number };
  };
  readonly beta: number[][];
  readonly normal: number[][];
  readonly normalBelow: number[][];
  readonly student: number[][];
  readonly binomial: number[][];
  readonly digamma: number[][];
  readonly fisher: number[][];
  readonly welch: [number[], number[], number][];
}
const file = new URL('../../test/oracles/evaluation/evaluation.json', import.meta.url);
// Written by make.py beside it.
const fixture = JSON.parse(readFileSync(file, 'utf8')) as Fixture;

function near(own: number, wanted: number, limit = 1e-9): void {
  const bound = limit * Math.max(1, Math.abs(wanted));
  expect(Math.abs(own - wanted), `${own}, expected ${wanted}`).toBeLessThanOrEqual(bound);
}
/** As `near`, in parts of the value: for chances that may be tiny. */
function relative(own: number, wanted: number, limit = 1e-10): void {
  const bound = limit * Math.abs(wanted);
  expect(Math.abs(own - wanted), `${own}, expected ${wanted}`).toBeLessThanOrEqual(bound);
}

describe('special functions equal SciPy', () => {
  it('incomplete beta, Student and binomial tails', () => {
    for (const [a = 0, b = 0, x = 0, wanted = 0] of fixture.beta)
      near(incompleteBeta(x, a, b), wanted, 1e-12);
    for (const [t = 0, degrees = 0, wanted = 0] of fixture.student)
      relative(studentAbove(t, degrees), wanted);
    for (const [h = 0, n = 0, p = 0, wanted = 0] of fixture.binomial)
      relative(binomialAtLeast(h, n, p), wanted);
  });
  it('the normal distribution and its quantiles, and digamma', () => {
    for (const [p = 0, wanted = 0] of fixture.normal) near(normalQuantile(p), wanted, 1e-13);
    for (const [z = 0, wanted = 0] of fixture.normalBelow) relative(normalBelow(z), wanted);
    for (const [x = 0, wanted = 0] of fixture.digamma) near(digamma(x), wanted, 1e-12);
  });
  it("Fisher's exact and Welch's test", () => {
    for (const [a = 0, n = 0, b = 0, m = 0, wanted = 0] of fixture.fisher) {
      relative(fisherGreater(a, n, b, m), wanted, 1e-9);
    }
    for (const [first, second, wanted] of fixture.welch) {
      relative(welchGreater(momentsOf(first), momentsOf(second)), wanted, 1e-9);
    }
  });
});

function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { rows: values.length, mean, variance: squares / (values.length - 1) };
}

describe('bootstrap intervals equal SciPy', () => {
  const statisticOf = ([one = [], two]: readonly number[][]): RowStatistic =>
    two === undefined
      ? (rows) => rows.reduce((sum, row) => sum + (one[row] ?? 0), 0) / rows.length
      : (rows) =>
          rocAuc(
            Array.from(rows, (row) => one[row] ?? 0),
            Array.from(rows, (row) => two[row] ?? 0),
          );
  it.each(fixture.bootstrap)('$name: given the same resamples', ({ data, drawn, ...oracle }) => {
    const statistic = statisticOf(data);
    const rows = data[0]?.length ?? 0;
    for (const method of ['percentile', 'bca'] as const) {
      const own = intervalOf(Float64Array.from(drawn), rows, statistic, { method });
      near(own.value, oracle.value);
      near(own.low, oracle[method][0]);
      near(own.high, oracle[method][1]);
      near(own.standardError, oracle.standardError);
    }
  });
  it.each(fixture.bootstrap)(
    '$name: with own resamples, within their error',
    ({ data, ...oracle }) => {
      const rows = data[0]?.length ?? 0;
      const options = { method: 'bca', resamples: 4000, seed: 5 } as const;
      const own = bootstrapInterval(rows, statisticOf(data), options);
      const error = 0.12 * oracle.muchError + 1 / rows / 2;
      expect(Math.abs(own.low - oracle.muchBca[0])).toBeLessThan(error);
      expect(Math.abs(own.high - oracle.muchBca[1])).toBeLessThan(error);
      relative(own.standardError, oracle.muchError, 0.06);
    },
  );
  it('are the same for the same seed', () => {
    const run = (seed: number): number =>
      bootstrapInterval(30, (rows) => rows[0] ?? 0, { seed }).low;
    const mean: RowStatistic = (rows) => rows.reduce((sum, row) => sum + row ** 2, 0);
    expect(bootstrapInterval(30, mean, { seed: 1 })).toEqual(
      bootstrapInterval(30, mean, { seed: 1 }),
    );
    expect(bootstrapInterval(30, mean, { seed: 1 })).not.toEqual(
      bootstrapInterval(30, mean, { seed: 2 }),
    );
    expect(run(1)).toBe(run(1));
  });
  it('are one value where all resamples agree, and refused where none is defined', () => {
    const fixed = bootstrapInterval(5, () => 1, { method: 'bca', resamples: 50 });
    expect([fixed.low, fixed.high]).toEqual([1, 1]);
    expect(() => bootstrapInterval(5, () => NaN)).toThrow('defined on no resample');
    expect(() => bootstrapInterval(0, () => 1)).toThrow('no row');
    expect(() => bootstrapInterval(5, () => 1, { confidence: 95 })).toThrow('between 0 and 1');
  });
});

describe('scores with intervals, and compared', () => {
  const [{ truth = [], first = [], second = [] } = {}] = fixture.mcnemar;
  const accuracy = scoreByName('accuracy');
  it('hold the score itself', () => {
    const interval = scoreInterval(accuracy, { truth, predicted: first, classes: 2 });
    expect(interval.value).toBe(accuracy.compute({ truth, predicted: first, classes: 2 }));
    expect(interval.low).toBeLessThan(interval.value);
    expect(interval.high).toBeGreaterThan(interval.value);
  });
  it('say that a model beats the commonest class, and not the other way about', () => {
    const { labels } = baselineClasses('most_frequent', truth, 2, truth.length);
    const model = { truth, predicted: first, classes: 2 };
    const dummy = { truth, predicted: labels, classes: 2 };
    const forth = compareScores(accuracy, model, dummy);
    expect(forth).toMatchObject({ better: true });
    expect(forth.pValue).toBeLessThan(0.001);
    expect(compareScores(accuracy, dummy, model)).toMatchObject({ better: false });
    expect(compareScores(accuracy, model, model)).toMatchObject({ better: false, pValue: 1 });
  });
  it('turn losses round, so that an advantage is always good', () => {
    const values = truth.map((value) => value + 0.1);
    const worse = truth.map((value) => value + 0.2);
    const error = scoreByName('mean_squared_error');
    const result = compareScores(error, { truth, predicted: values }, { truth, predicted: worse });
    expect(result.better).toBe(true);
    near(result.advantage.value, 0.03);
  });
  it('are refused on different rows', () => {
    const one = { truth, predicted: first, classes: 2 };
    const two = { truth: second.map((value) => 1 - value), predicted: second, classes: 2 };
    expect(() => compareScores(accuracy, one, two)).toThrow('same rows');
  });
});

describe("McNemar's test equals statsmodels", () => {
  it.each(fixture.mcnemar)('$name', ({ truth, first, second, ...oracle }) => {
    near(mcNemar(truth, first, second, 'exact').pValue, oracle.exact);
    const corrected = mcNemar(truth, first, second, 'chi_square');
    near(corrected.statistic, oracle.statistic ?? 0);
    near(corrected.pValue, oracle.corrected ?? 1);
  });
  it('corrected p values equal its multipletests', () => {
    for (const method of ['holm', 'benjamini_hochberg'] as const) {
      const own = adjustPValues(fixture.multiple.given, method);
      own.forEach((value, at) => near(value, fixture.multiple[method][at] ?? NaN, 1e-14));
    }
  });
});

describe('group fairness equals Fairlearn to 1e-9', () => {
  it.each(fixture.fairness)('$name', (oracle) => {
    const { truth, predicted, groups } = oracle;
    const own = groupFairness(truth, predicted, groups);
    const same = (mine: Rates | undefined, theirs: Rates): void => {
      for (const key of Object.keys(theirs) as (keyof Rates)[])
        near(mine?.[key] ?? NaN, theirs[key]);
    };
    same(own.overall, oracle.overall);
    expect([...own.byGroup.keys()].map(String).sort()).toEqual(Object.keys(oracle.byGroup).sort());
    for (const [group, rates] of own.byGroup) same(rates, oracle.byGroup[String(group)] ?? rates);
    for (const key of [
      ...(['demographicParityDifference', 'demographicParityRatio'] as const),
      ...(['equalizedOddsDifference', 'equalizedOddsRatio', 'equalOpportunityDifference'] as const),
    ]) {
      near(own[key], Number(oracle[key]));
    }
    const accuracy = measureByGroup(groups, (rows) => {
      const right = rows.filter((row) => truth[row] === predicted[row]);
      return right.length / rows.length;
    });
    near(accuracy.gap.difference, Number(oracle['accuracyDifference']));
    near(accuracy.gap.ratio, Number(oracle['accuracyRatio']));
    near(accuracy.overall, oracle.overall.accuracy);
  });
  it('is refused for more than two classes, which it does not know', () => {
    expect(() => groupFairness([0, 2], [0, 1], ['a', 'b'])).toThrow('one class against the rest');
  });
});

describe('calibration equals scikit-learn', () => {
  it.each(fixture.calibration)('$name', ({ truth, probabilities, brier, ...curves }) => {
    for (const strategy of ['uniform', 'quantile'] as const) {
      const own = calibrationCurve(truth, probabilities, { strategy });
      const { came, predicted } = curves[strategy];
      expect(own).toHaveLength(came.length);
      own.forEach((bin, at) => {
        near(bin.came, came[at] ?? NaN);
        near(bin.predicted, predicted[at] ?? NaN);
      });
    }
    const parts = brierParts(truth, probabilities);
    near(parts.score, brier);
    const whole = parts.reliability - parts.resolution + parts.uncertainty + parts.within;
    near(parts.score, whole, 1e-12);
  });
  it('and a Brier score has nothing inside of bins that hold one probability each', () => {
    const given = [0.1, 0.1, 0.1, 0.7, 0.7, 0.35];
    near(brierParts([0, 1, 0, 1, 1, 0], given).within, 0, 1e-12);
  });
  it('the expected error is 0 for honest probabilities and their distance for others', () => {
    const honest = Array.from({ length: 4 }, () => [0.25, 0.75]).flat();
    near(expectedCalibrationError([1, 1, 1, 0], honest, 2), 0, 1e-12);
    near(expectedCalibrationError([0, 0, 0, 0], honest, 2), 0.75, 1e-12);
    const three = [0.8, 0.1, 0.1, 0.2, 0.5, 0.3];
    near(expectedCalibrationError([0, 2], three, 3), (0.2 + 0.5) / 2, 1e-12);
  });
});

describe('baselines equal scikit-learn', () => {
  it('of classes', () => {
    const { trained, rows, ...oracle } = fixture.baselines.classes;
    for (const kind of ['most_frequent', 'prior'] as const) {
      const own = baselineClasses(kind, trained, 2, rows);
      expect(own.labels.every((label) => label === oracle[kind][0]?.[0])).toBe(true);
      const shares = oracle[kind][1] ?? [];
      own.probabilities.forEach((value, at) => near(value, shares[at % 2] ?? NaN));
    }
    const drawn = baselineClasses('stratified', trained, 2, 4000, 3).labels;
    const share = drawn.reduce((sum, label) => sum + label, 0) / 4000;
    expect(Math.abs(share - (oracle.prior[1]?.[1] ?? 0))).toBeLessThan(0.03);
  });
  it('of numbers', () => {
    const { trained, mean, median } = fixture.baselines.values;
    near(baselineValues('mean', trained, 1)[0] ?? NaN, mean);
    near(baselineValues('median', trained, 3)[2] ?? NaN, median);
    expect(() => baselineValues('mean', [], 1)).toThrow('at least one training row');
  });
});
