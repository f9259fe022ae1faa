import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { takeRows, type Column, type Table } from '../data/table.ts';
import { confusionMatrix } from '../metrics/confusion-matrix.ts';
import { logLoss } from '../metrics/probability-scores.ts';
import { seededRandom } from '../random/seeded-random.ts';
import { realDataset, type RealDataset } from '../testing/real-datasets.ts';
import { confusionShares, worstClassPairs } from './class-pairs.ts';
import { columnPowers, sharedRows } from './leakage.ts';
import { permutationImportance } from './permutation-importance.ts';
import { worstSlices } from './worst-slices.ts';

interface Importance {
  readonly test: number[];
  readonly weights: number[];
  readonly intercept: number;
  readonly means: number[];
  readonly deviations: number[];
  readonly best: number[][];
  /** For each row of the data set, the digit predicted. */
  readonly digits: Readonly<Record<'forest' | 'logistic', string>>;
}
const file = new URL('../../test/oracles/evaluation/importance.json', import.meta.url);
// Written by make_importance.py beside it.
const oracle = JSON.parse(readFileSync(file, 'utf8')) as Importance;

function tableOf({ features, targets }: RealDataset): Table {
  const columns: Column[] = Array.from({ length: features.columns }, (_, at) => ({
    name: `x${at}`,
    type: 'number',
    values: Float64Array.from(
      { length: features.rows },
      (__, row) => features.values[row * features.columns + at] ?? NaN,
    ),
  }));
  columns.push({ name: 'y', type: 'integer', values: targets });
  return { rows: features.rows, columns };
}

describe('permutation importance', () => {
  const table = takeRows(tableOf(realDataset('breast_cancer')), oracle.test);
  const columns = oracle.weights.map((_, at) => `x${at}`);
  const scoreOf = (given: Table): number => {
    const truth = given.columns.at(-1)?.values as Float64Array; // the target, a column of numbers
    const margins = new Float64Array(given.rows).fill(oracle.intercept);
    oracle.weights.forEach((weight, at) => {
      const values = given.columns[at]?.values as Float64Array; // numbers, too
      values.forEach((value, row) => (margins[row] = (margins[row] ?? 0) + weight * value));
    });
    const probabilities = new Float64Array(2 * given.rows);
    margins.forEach((margin, row) => {
      const chance = 1 / (1 + Math.exp(-margin));
      probabilities.set([1 - chance, chance], 2 * row);
    });
    return logLoss(truth, probabilities, 2);
  };
  const options = { columns, repeats: 20, higherIsBetter: false };
  it('finds the five columns that scikit-learn finds, with five seeds', async () => {
    const best = [...new Set(oracle.best.map((five) => [...five].sort((a, b) => a - b).join()))];
    expect(best).toHaveLength(1);
    for (const seed of [1, 2, 3, 4, 5]) {
      const { columns: own } = await permutationImportance(table, scoreOf, { ...options, seed });
      const five = own.slice(0, 5).map(({ column }) => Number(column.slice(1)));
      expect(five.sort((a, b) => a - b).join()).toBe(best[0]);
      for (const { column, mean } of own) {
        const at = Number(column.slice(1));
        const error = ((oracle.deviations[at] ?? 0) / Math.sqrt(20)) * 5;
        expect(Math.abs(mean - (oracle.means[at] ?? NaN)), column).toBeLessThan(error + 1e-6);
      }
    }
  });
  it('is nothing for a column that the model does not read', async () => {
    const unread = { name: 'noise', type: 'number' as const, values: table.columns[0]?.values };
    if (!(unread.values instanceof Float64Array)) throw new Error('The column holds numbers.');
    const wider = {
      rows: table.rows,
      columns: [...table.columns, { ...unread, values: unread.values }],
    };
    const { columns: own } = await permutationImportance(
      wider,
      (given) => scoreOf({ rows: given.rows, columns: given.columns.slice(0, -1) }),
      { columns: ['noise'] },
    );
    expect(own).toEqual([{ column: 'noise', mean: 0, deviation: 0, values: [0, 0, 0, 0, 0] }]);
  });
  it('is refused without repeats or for a column that is not there', async () => {
    await expect(permutationImportance(table, scoreOf, { repeats: 0 })).rejects.toThrow(
      '0 repeats',
    );
    const wrong = permutationImportance(table, scoreOf, { columns: ['z'] });
    await expect(wrong).rejects.toThrow('no column "z"');
  });
});

describe('on digits that the model was not trained on', () => {
  const dataset = realDataset('digits');
  const classes = Array.from({ length: 10 }, (_, digit) => digit);
  const confusionOf = (model: keyof Importance['digits']): number[][] =>
    confusionMatrix(dataset.targets, [...oracle.digits[model]].map(Number), 10);
  it('a forest takes eights for ones, and that is found before all else', () => {
    const confusion = confusionOf('forest');
    const [worst, ...others] = worstClassPairs(confusion, classes);
    expect(worst).toMatchObject({ truth: 8, predicted: 1, significant: true });
    expect(worst?.share).toBe(confusionShares(confusion)[8]?.[1]);
    expect(others.filter(({ significant }) => significant).length).toBeLessThan(3);
  });
  it('and a logistic regression confuses the same two most', () => {
    const pairs = worstClassPairs(confusionOf('logistic'), classes).slice(0, 2);
    const told = pairs.map(({ truth, predicted }) => `${truth} as ${predicted}`).sort();
    expect(told).toEqual(['1 as 8', '8 as 1']);
  });
  it('thin strokes at one pixel are found as a slice of the raw table, with Holm as without', () => {
    const losses = [...oracle.digits.logistic].map((digit, row) =>
      Number(digit) === dataset.targets[row] ? 0 : 1,
    );
    const raw = tableOf(dataset);
    const table = { rows: raw.rows, columns: raw.columns.slice(0, -1) };
    const [worst, ...others] = worstSlices(table, losses, { pairs: false });
    expect(worst).toMatchObject({ name: 'x37 below 3', rows: 428 });
    expect(others).toEqual([]);
    const correction = 'benjamini_hochberg';
    const more = worstSlices(table, losses, { pairs: false, correction });
    expect(more.length).toBeGreaterThan(3);
    for (const { adjustedP, meanLoss, restLoss, rows } of more) {
      expect(adjustedP).toBeLessThanOrEqual(0.05);
      expect(meanLoss).toBeGreaterThan(restLoss);
      expect(rows).toBeGreaterThanOrEqual(36);
    }
  });
});

describe('worst slices', () => {
  const rows = 600;
  const random = seededRandom(11);
  const age = Float64Array.from({ length: rows }, () => 18 + random.below(60));
  const town = Array.from(
    { length: rows },
    () => ['Bergen', 'Oslo', null][random.below(3)] ?? null,
  );
  const table: Table = {
    rows,
    columns: [
      { name: 'age', type: 'number', values: age },
      { name: 'town', type: 'text', values: town },
      { name: 'luck', type: 'number', values: Float64Array.from(age, () => random.next()) },
    ],
  };
  it('find a planted fault that two columns make together, and name it', () => {
    const losses = town.map((name, row) => {
      const bad = name === 'Oslo' && (age[row] ?? 0) >= 63;
      return random.next() < (bad ? 0.7 : 0.05) ? 1 : 0;
    });
    const [worst, ...others] = worstSlices(table, losses);
    expect(worst?.name).toMatch(/^age from 6\d and town = Oslo$/);
    expect(worst?.meanLoss).toBeGreaterThan(0.5);
    expect(others.every(({ conditions }) => conditions.length === 1)).toBe(true);
  });
  it('find missing cells, and losses that are no counts', () => {
    const losses = town.map((name) => (name === null ? 3 : 1) + random.normal());
    const [worst] = worstSlices(table, losses);
    expect(worst?.name).toBe('town missing');
    expect(worst?.pValue).toBeLessThan(1e-20);
  });
  it('find nothing where errors fall by chance, in 39 of 40 tables', () => {
    let found = 0;
    for (let seed = 0; seed < 40; seed += 1) {
      const chance = seededRandom(seed);
      const losses = Array.from({ length: rows }, () => (chance.next() < 0.15 ? 1 : 0));
      if (worstSlices(table, losses).length > 0) found += 1;
    }
    expect(found).toBeLessThanOrEqual(2);
  });
  it('are refused for losses that do not fit the table', () => {
    expect(() => worstSlices(table, [1])).toThrow('1 losses for 600 rows');
    const losses = new Float64Array(rows);
    losses[4] = NaN;
    expect(() => worstSlices(table, losses)).toThrow('The loss of row 4 is NaN');
  });
});

describe('leakage', () => {
  const table = tableOf(realDataset('iris'));
  const random = seededRandom(2);
  const classes = table.columns.at(-1)?.values as Float64Array; // the target, a column of numbers
  const withColumn = (column: Column): Table => ({
    rows: table.rows,
    columns: [column, ...table.columns],
  });
  const suspects = (given: Table): string[] =>
    columnPowers(given, { task: 'classification', target: 'y' })
      .filter(({ suspect }) => suspect)
      .map(({ column }) => column);
  it('is not seen in honest columns, though one tells much', () => {
    expect(suspects(table)).toEqual([]);
    const [best] = columnPowers(table, { task: 'classification', target: 'y' });
    expect(best?.column).toMatch(/x[23]/);
    expect(best?.power).toBeGreaterThan(0.85);
  });
  it('is seen in a copy of the target, in numbers, words, or what is missing', () => {
    const noisy = classes.map((value) => value * 10 + random.next());
    expect(suspects(withColumn({ name: 'copy', type: 'number', values: noisy }))).toEqual(['copy']);
    const words = [...classes].map((value) => `grade ${value}`);
    expect(suspects(withColumn({ name: 'word', type: 'text', values: words }))).toEqual(['word']);
    const two: Table = {
      rows: 100,
      columns: [
        {
          name: 'closed',
          type: 'number',
          values: Float64Array.from({ length: 100 }, (_, row) => (row < 50 ? NaN : row)),
        },
        {
          name: 'y',
          type: 'text',
          values: Array.from({ length: 100 }, (_, row) => (row < 50 ? 'open' : 'gone')),
        },
      ],
    };
    expect(suspects(two)).toEqual(['closed']);
  });
  it('is not seen in names, which tell nothing of other rows', () => {
    const names = [...classes].map((_, row) => `row ${row}`);
    const [power] = columnPowers(withColumn({ name: 'id', type: 'text', values: names }), {
      ...{ task: 'classification', target: 'y', columns: ['id'] },
    });
    expect(power?.power).toBeLessThan(0.1);
  });
  it('is seen in a column that holds a number target', () => {
    const diabetes = tableOf(realDataset('diabetes'));
    const target = diabetes.columns.at(-1)?.values as Float64Array; // a column of numbers
    const leak: Column = {
      name: 'later',
      type: 'number',
      values: target.map((value) => value / 7),
    };
    const given = { rows: diabetes.rows, columns: [leak, ...diabetes.columns] };
    const powers = columnPowers(given, { task: 'regression', target: 'y' });
    expect(powers.filter(({ suspect }) => suspect).map(({ column }) => column)).toEqual(['later']);
  });
  it('of rows is found where both parts hold them', () => {
    const train = takeRows(table, [0, 1, 2, 3, 60]);
    const test = takeRows(table, [2, 90, 60, 95]);
    const found = sharedRows(train, test);
    expect([...found.rows]).toEqual([0, 2]);
    expect([...found.trainRows]).toEqual([2, 4]);
    expect(found.share).toBe(0.5);
    expect(sharedRows(train, test, ['y']).share).toBe(1);
  });
});
