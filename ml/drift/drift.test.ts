import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random/seeded-random.ts';
import { kolmogorovSurvival } from '../special/kolmogorov.ts';
import { columnDrift, DRIFT_TESTS, type ColumnKind, type DriftTest } from './column-drift.ts';
import { datasetDrift } from './dataset-drift.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';

interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly reference: number[];
  readonly current: number[];
  readonly default: DriftTest;
  readonly scores: Readonly<Record<DriftTest, number | null>>;
  readonly ks: { readonly statistic: number; readonly pValue: number };
}
interface Large {
  readonly n: number;
  readonly m: number;
  readonly shift: number;
  readonly statistic: number;
  readonly pValue: number;
}
const file = new URL('../../test/oracles/drift/drift.json', import.meta.url);
// Written by make.py beside it.
const fixture = JSON.parse(readFileSync(file, 'utf8')) as {
  columns: Column[];
  kolmogorov: [number, number, number][];
  large: Large[];
};

describe('each column of the fixture', () => {
  it.each(fixture.columns)('gets the default test of Evidently: $name', (column) => {
    const own = columnDrift(column.reference, column.current, column.kind);
    expect(own.test).toBe(column.default);
  });

  it.each(fixture.columns)('gets the scores of Evidently to 1e-9: $name', (column) => {
    for (const test of DRIFT_TESTS) {
      const oracle = column.scores[test];
      if (oracle === null) continue;
      const own = columnDrift(column.reference, column.current, column.kind, { test });
      expect(Math.abs(own.score - oracle), test).toBeLessThanOrEqual(1e-9 * Math.max(1, oracle));
    }
  });

  it.each(fixture.columns)('gets the exact p-value of SciPy to 9 digits: $name', (column) => {
    const own = kolmogorovSmirnov(column.reference, column.current);
    expect(own.statistic).toBeCloseTo(column.ks.statistic, 12);
    expect(Math.abs(own.pValue / column.ks.pValue - 1)).toBeLessThanOrEqual(1e-9);
  });
});

describe('the asymptotic p-value', () => {
  it('is that of SciPy to 5e-6 from 100 values on and to 5e-5 below', () => {
    for (const [distance, n, oracle] of fixture.kolmogorov) {
      const tolerance = n >= 500 ? 1e-7 : n >= 100 ? 5e-6 : 5e-5;
      expect(Math.abs(kolmogorovSurvival(distance, n) - oracle)).toBeLessThanOrEqual(tolerance);
    }
  });

  it('is taken by itself for more than 10,000 rows, and equals that of SciPy', () => {
    for (const { n, m, shift, statistic, pValue } of fixture.large) {
      const reference = Float64Array.from({ length: n }, (_, i) => ((i * 7919) % n) / n);
      const current = Float64Array.from({ length: m }, (_, i) => ((i * 104729) % m) / m + shift);
      const own = kolmogorovSmirnov(reference, current);
      expect(own.statistic).toBeCloseTo(statistic, 12);
      expect(Math.abs(own.pValue - pValue)).toBeLessThanOrEqual(1e-7);
    }
  });
});

describe('a data set', () => {
  const random = seededRandom(5);
  const pairs = (shift: number): Parameters<typeof datasetDrift>[0] =>
    Array.from({ length: 20 }, (_, column) => ({
      name: `column_${column}`,
      kind: 'numeric' as const,
      reference: Float64Array.from({ length: 400 }, () => random.normal()),
      current: Float64Array.from({ length: 100 }, () => random.normal() + shift),
    }));

  it('drifts when its columns move by a standard deviation', () => {
    const report = datasetDrift(pairs(1));
    expect(report.drifted).toBe(true);
    expect(report.share).toBeGreaterThan(0.95);
  });
  it('raises a false alarm on few columns, and so on no data set, when nothing moves', () => {
    const report = datasetDrift(pairs(0));
    expect(report.drifted).toBe(false);
    expect(report.share).toBeLessThanOrEqual(0.2);
  });
  it('without rows on one side is refused, not called stable', () => {
    expect(() => columnDrift([1, 2], [], 'numeric')).toThrow('at least one row');
  });
});
