import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DataFaultError } from '../data/data-fault.ts';
import type { Table } from '../data/table.ts';
import { seededRandom } from '../random/seeded-random.ts';
import { groupFolds, randomFolds, stratifiedFolds, timeFolds } from './folds.ts';
import { groupSplit } from './group-split.ts';
import { randomSplit } from './random-split.ts';
import { foldRows, splitRows, type SplitKind } from './split-rows.ts';
import { timeSplit } from './time-split.ts';

interface Rounds {
  readonly rows: number;
  readonly folds: number;
  readonly tests: number[][];
}
interface Fixture {
  readonly random: Rounds[];
  readonly labels: string[];
  readonly stratified: Rounds[];
  readonly groups: number[];
  readonly group: Rounds[];
  readonly times: number[];
  readonly time: { readonly options: Record<string, number>; readonly rounds: number[][][] }[];
}
const file = new URL('../../test/oracles/evaluation/folds.json', import.meta.url);
// Written by make_folds.py beside it.
const fixture = JSON.parse(readFileSync(file, 'utf8')) as Fixture;
const shares = { train: 0.6, validation: 0.15, holdout: 0.25 };
const faultOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DataFaultError) return error.faults[0]?.code ?? '';
    throw error;
  }
  return 'none';
};

function drawn(rows: number, seed: number): Table {
  const random = seededRandom(seed);
  const days = Array.from({ length: rows }, () => 1 + random.below(28));
  return {
    rows,
    columns: [
      { name: 'class', type: 'text', values: days.map((day) => (day % 3 === 0 ? 'x' : 'y')) },
      { name: 'who', type: 'integer', values: Float64Array.from(days, () => random.below(40)) },
      {
        name: 'day',
        type: 'text',
        values: days.map((d) => `2026-02-${String(d).padStart(2, '0')}`),
      },
    ],
  };
}

describe('every kind of split', () => {
  const kinds: readonly SplitKind[] = [
    { kind: 'random', seed: 3 },
    { kind: 'stratified', by: 'class', seed: 3 },
    { kind: 'group', by: 'who', seed: 3 },
    { kind: 'time', by: 'day' },
  ];
  it.each(kinds)(
    '$kind: puts each row into one part, near to its share, the same each time',
    (how) => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const table = drawn(400, seed);
        const parts = splitRows(table, how, shares);
        const all = Object.values(parts).flatMap((rows) => [...rows]);
        expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, row) => row));
        expect(splitRows(table, how, shares)).toEqual(parts);
        // By chance to a row, each class to a row; groups and days (of about 10 and 14 rows) may not be cut.
        const limit = { random: 1, stratified: 2, group: 3, time: 14 }[how.kind];
        for (const [part, share] of Object.entries(shares)) {
          const size = parts[part as keyof typeof parts].length; // keys of the same record
          expect(Math.abs(size - 400 * share), part).toBeLessThanOrEqual(limit);
        }
      }
    },
  );
  it('is refused when the shares are none', () => {
    for (const how of kinds) {
      expect(faultOf(() => splitRows(drawn(50, 1), how, { a: 0.5, b: 0.4 }))).toBe('SPLIT001');
      expect(faultOf(() => splitRows(drawn(50, 1), how, { a: 1.5, b: -0.5 }))).toBe('SPLIT001');
    }
  });
});

describe('a random split', () => {
  it('is another for another seed', () => {
    expect(randomSplit(100, shares, 1)).not.toEqual(randomSplit(100, shares, 2));
  });
  it('is refused when a part would stay empty', () => {
    expect(faultOf(() => randomSplit(3, { train: 0.9, test: 0.1 }, 1))).toBe('SPLIT002');
  });
});

describe('a stratified split', () => {
  it('is refused for a class that can be in one part only', () => {
    const table = drawn(30, 1);
    const [first] = table.columns;
    if (first?.type !== 'text') throw new Error('The first column is the class.');
    const columns = [{ ...first, values: ['only', ...first.values.slice(1)] }];
    const work = (): unknown =>
      splitRows({ rows: 30, columns }, { kind: 'stratified', by: 'class', seed: 1 }, shares);
    expect(faultOf(work)).toBe('SPLIT003');
    expect(work).toThrow('"only" of column "class" has a single row');
  });
});

describe('a group split', () => {
  it('has no group in two parts, whatever their sizes', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const random = seededRandom(seed);
      const groups = Array.from({ length: 200 }, () => `g${Math.floor(random.next() ** 3 * 15)}`);
      const parts = Object.values(groupSplit(groups, shares, seed));
      const seen = parts.map((rows) => new Set([...rows].map((row) => groups[row])));
      const [a, b, c] = seen.map((set) => set.size);
      expect((a ?? 0) + (b ?? 0) + (c ?? 0)).toBe(new Set(groups).size);
      expect(parts.every((rows) => rows.length > 0)).toBe(true);
    }
  });
  it('is refused with fewer groups than parts, or rows of none', () => {
    expect(faultOf(() => groupSplit(['a', 'b', 'a'], shares, 1))).toBe('SPLIT003');
    expect(faultOf(() => groupSplit(['a', null, 'b', 'c'], shares, 1))).toBe('SPLIT004');
  });
});

describe('a time split', () => {
  const days = Array.from({ length: 100 }, (_, row) => Math.floor(((row * 37) % 100) / 4));
  it('has every row of a part after every row of the part before', () => {
    const parts = timeSplit(days, shares);
    const times = Object.values(parts).map((rows) => [...rows].map((row) => days[row] ?? 0));
    expect(Math.max(...(times[0] ?? []))).toBeLessThan(Math.min(...(times[1] ?? [])));
    expect(Math.max(...(times[1] ?? []))).toBeLessThan(Math.min(...(times[2] ?? [])));
  });
  it('leaves out what is nearer than the gap to the part behind', () => {
    const gap = 3;
    const parts = timeSplit(days, shares, { gap });
    const cut = Math.min(...[...parts.validation].map((row) => days[row] ?? 0));
    expect(Math.max(...[...parts.train].map((row) => days[row] ?? 0))).toBe(cut - gap);
    expect(parts.holdout).toEqual(timeSplit(days, shares).holdout);
  });
  it('reads dates, and refuses what is none', () => {
    const dates = ['2026-03-01', '2025-01-01T10:00', '2025-01-01 09:00:00Z', '2026-01-01'];
    expect([...timeSplit(dates, { a: 0.25, b: 0.75 }).a]).toEqual([2]);
    expect(faultOf(() => timeSplit([...dates, 'soon'], { a: 0.5, b: 0.5 }))).toBe('SPLIT004');
    expect(faultOf(() => timeSplit([1, NaN], { a: 0.5, b: 0.5 }))).toBe('SPLIT004');
  });
  it('is refused with too few times, a gap that empties a part, or a negative gap', () => {
    expect(faultOf(() => timeSplit([1, 1, 1, 2], shares))).toBe('SPLIT003');
    expect(faultOf(() => timeSplit(days, shares, { gap: 20 }))).toBe('SPLIT002');
    expect(faultOf(() => timeSplit(days, shares, { gap: -1 }))).toBe('SPLIT005');
  });
});

describe('folds equal scikit-learn where chance decides nothing', () => {
  const testsOf = (folds: readonly { test: Int32Array }[]): number[][] =>
    folds.map(({ test }) => [...test]);
  it.each(fixture.random)('KFold: $rows rows, $folds folds', ({ rows, folds, tests }) => {
    expect(testsOf(randomFolds(rows, folds))).toEqual(tests);
  });
  it.each(fixture.stratified)('StratifiedKFold: $folds', ({ folds, tests }) => {
    expect(testsOf(stratifiedFolds(fixture.labels, folds))).toEqual(tests);
  });
  it.each(fixture.group)('GroupKFold: $folds', ({ folds, tests }) => {
    expect(testsOf(groupFolds(fixture.groups, folds))).toEqual(tests);
  });
  it.each(fixture.time)('TimeSeriesSplit: $options', ({ options, rounds }) => {
    const own = timeFolds(fixture.times, 4, {
      ...(options['gap'] === undefined ? {} : { gapRows: options['gap'] }),
      ...(options['test_size'] === undefined ? {} : { testRows: options['test_size'] }),
      ...(options['max_train_size'] === undefined
        ? {}
        : { maxTrainRows: options['max_train_size'] }),
    });
    expect(own.map(({ train, test }) => [[...train], [...test]])).toEqual(rounds);
  });
});

describe('shuffled folds', () => {
  const table = drawn(103, 5);
  it.each([
    { kind: 'random', seed: 4 } as const,
    { kind: 'stratified', by: 'class', seed: 4 } as const,
    { kind: 'group', by: 'who' } as const,
  ])('$kind: test each row once and train on all others', (how) => {
    const folds = foldRows(table, how, 5);
    const tested = folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b);
    expect(tested).toEqual(Array.from({ length: 103 }, (_, row) => row));
    for (const { train, test } of folds) {
      expect(train.length + test.length).toBe(103);
      expect(train.some((row) => test.includes(row))).toBe(false);
    }
  });
  it('differ by the seed', () => {
    expect(randomFolds(50, 5, 1)).not.toEqual(randomFolds(50, 5, 2));
    const labels = fixture.labels;
    expect(stratifiedFolds(labels, 3, 1)).not.toEqual(stratifiedFolds(labels, 3, 2));
  });
  it('are refused when there are too few rows, classes or groups', () => {
    expect(faultOf(() => randomFolds(3, 4))).toBe('SPLIT005');
    expect(faultOf(() => randomFolds(3, 1))).toBe('SPLIT005');
    expect(faultOf(() => stratifiedFolds(['a', 'b', 'a'], 3))).toBe('SPLIT005');
    expect(faultOf(() => groupFolds(['a', 'b', 'a'], 3))).toBe('SPLIT005');
    expect(faultOf(() => timeFolds([1, 2, 3, 4], 3, { gapRows: 1 }))).toBe('SPLIT005');
  });
});
