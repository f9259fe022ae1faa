import { readFileSync } from 'node:fs';
import type { Matrix } from '../../ml/data/matrix.ts';
import { seededRandom, type SeededRandom } from '../../ml/random/seeded-random.ts';
import { shuffle, range } from '../../ml/random/shuffle.ts';

export type TreeModel = 'forest' | 'regression forest' | 'boosting, classes' | 'boosting, numbers';
/** One fit that both sides do; the rows behind `trainRows` are held back for the score. */
export interface TreeCase {
  readonly model: TreeModel;
  readonly data: TreeData;
  /** Trees of a forest, rounds of a boosting. */
  readonly trees: number;
}
export interface TreeData {
  readonly name: string;
  readonly features: Matrix;
  readonly targets: Float32Array;
  readonly trainRows: number;
}

export function treeCases(): readonly TreeCase[] {
  const digits = digitsData();
  const [classes, numbers] = [synthetic('classes', 50_000), synthetic('numbers', 50_000)];
  return [
    { model: 'forest', data: digits, trees: 100 },
    { model: 'forest', data: classes, trees: 10 },
    { model: 'regression forest', data: synthetic('numbers', 10_000), trees: 10 },
    { model: 'boosting, classes', data: digits, trees: 30 },
    { model: 'boosting, classes', data: classes, trees: 50 },
    { model: 'boosting, numbers', data: numbers, trees: 50 },
  ];
}

/**
 * Normal deviates, and a sum over some of them, with bends and a product, that noise blurs; of
 * classes, whether that is above 0.
 */
function synthetic(kind: 'classes' | 'numbers', trainRows: number): TreeData {
  const [rows, columns] = [trainRows + 10_000, 50];
  const random = seededRandom(11);
  const values = Float32Array.from({ length: rows * columns }, () => random.normal());
  const targets = Float32Array.from({ length: rows }, (_, row) => {
    const value = signal(values.subarray(row * columns, (row + 1) * columns), random);
    return kind === 'numbers' ? value : Number(value > 0);
  });
  return {
    name: `${trainRows.toLocaleString('en')} x ${columns}`,
    features: { rows, columns, values },
    targets,
    trainRows,
  };
}

function signal(
  [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: Float32Array,
  random: SeededRandom,
): number {
  return 2 * a + Math.sin(3 * b) + c * d + Math.abs(e) - 0.8 + 0.5 * f + random.normal();
}

function digitsData(): TreeData {
  const file = new URL(
    `${import.meta.url.endsWith('.ts') ? '../..' : '../../..'}/examples/digits-lifecycle/data/digits.csv`,
    import.meta.url,
  );
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number))
    .filter((row) => !row.some(Number.isNaN));
  const order = [...shuffle(range(rows.length), seededRandom(1))].map((at) => rows[at] ?? []);
  const columns = (order[0]?.length ?? 1) - 1;
  return {
    name: 'digits',
    features: {
      rows: order.length,
      columns,
      values: Float32Array.from(order.flatMap((row) => row.slice(0, columns))),
    },
    targets: Float32Array.from(order, (row) => row[columns] ?? 0),
    trainRows: Math.floor(order.length * 0.7),
  };
}
