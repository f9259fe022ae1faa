import { readFileSync } from 'node:fs';
import type { LabelledMatrix, Matrix } from '../../ml/data/matrix.ts';
import type { LayerSpec } from '../../ml/neural/layer-spec.ts';
import type { NetworkSpec } from '../../ml/neural/network-spec.ts';
import { fitStandardScaler, standardize } from '../../ml/preprocess/standard-scaler.ts';
import { seededRandom } from '../../ml/random/seeded-random.ts';

/** A network that both sides train, an epoch at a time. */
export interface TrainingCase {
  readonly name: string;
  readonly spec: NetworkSpec;
  readonly train: LabelledMatrix;
  /** Held back for the accuracy. */
  readonly held: LabelledMatrix;
}

export function trainingCases(): readonly TrainingCase[] {
  const digits = digitParts();
  const images = { train: randomImages(512, 1), held: randomImages(64, 2) };
  return [
    { name: 'MLP 64-128-64-10, digits', spec: spec([64], MLP, 32), ...digits },
    { name: 'CNN 16-32-64, digits 8 x 8', spec: spec([8, 8, 1], cnn(16, 32, 64), 32), ...digits },
    { name: 'CNN 32-64-128, 28 x 28', spec: spec([28, 28, 1], cnn(32, 64, 128), 128), ...images },
  ];
}

const MLP: readonly LayerSpec[] = [
  { kind: 'dense', units: 128, activation: 'relu' },
  { kind: 'dense', units: 64, activation: 'relu' },
];
const cnn = (first: number, second: number, dense: number): readonly LayerSpec[] => [
  { kind: 'conv2d', filters: first, kernel: 3, padding: 'same', activation: 'relu' },
  { kind: 'conv2d', filters: second, kernel: 3, padding: 'same', activation: 'relu' },
  { kind: 'max_pool', size: 2 },
  { kind: 'dense', units: dense, activation: 'relu' },
];

function spec(
  input: readonly number[],
  layers: readonly LayerSpec[],
  batchSize: number,
): NetworkSpec {
  const optimizer = { kind: 'adam', learningRate: 0.001 } as const;
  return { input, layers, optimizer, batchSize, epochs: 1, seed: 1 };
}

/** The first 1,437 rows and the other 360. */
function digitParts(): { readonly train: LabelledMatrix; readonly held: LabelledMatrix } {
  const text = readFileSync('examples/digits-lifecycle/data/digits.csv', 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  const part = (from: number, to: number): LabelledMatrix => {
    const own = rows.slice(from, to);
    const values = Float32Array.from(own.flatMap((row) => row.slice(0, 64)));
    return labelled(
      { rows: own.length, columns: 64, values },
      own.map((row) => row[64] ?? 0),
    );
  };
  const [train, held] = [part(0, 1_437), part(1_437, rows.length)];
  const scaler = fitStandardScaler(train.features);
  const scaled = (one: LabelledMatrix): LabelledMatrix => ({
    ...one,
    features: standardize(one.features, scaler),
  });
  return { train: scaled(train), held: scaled(held) };
}

function randomImages(rows: number, seed: number): LabelledMatrix {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: rows * 784 }, () => random.next());
  return labelled(
    { rows, columns: 784, values },
    Array.from({ length: rows }, () => random.below(10)),
  );
}

function labelled(features: Matrix, labels: readonly number[]): LabelledMatrix {
  return { features, labels: Int32Array.from(labels), classes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] };
}
