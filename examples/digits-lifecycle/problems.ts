import { z } from 'zod';
import { CsvSchema, defineProblem, Expectation, NetworkSpecSchema, Problem } from 'perdure/tasks';

/** Everything that differs from one data set to the other; the dag is the same for both. */
export const Setting = z.object({
  problem: Problem,
  file: z.string(),
  schema: CsvSchema,
  suite: z.array(Expectation),
  network: NetworkSpecSchema,
  /** Strength of the penalty of the logistic regression. */
  penalty: z.number(),
});
export type Setting = z.output<typeof Setting>;

const digits = defineProblem({
  name: 'digits',
  statement: 'Which digit was written by hand? Post is sorted by the answer.',
  task: 'classification',
  target: 'label',
  metric: 'accuracy',
  criteria: [
    { metric: 'accuracy', min: 0.97, because: 'At most 3 of 100 images may be misread.' },
    { metric: 'f1_macro', min: 0.965, because: 'No digit may pay for the others.' },
    { metric: 'lowest_class_recall', min: 0.85, because: 'Every digit must be read mostly right.' },
  ],
  kpi: [{ name: 'letters sorted by hand', goal: 'below 3 %' }],
  minTrainRows: 100,
  file: 'problems.ts',
});
const breastCancer = defineProblem({
  name: 'breast-cancer',
  statement: 'Is a tumour malignant (0) or benign (1), judged by its cells?',
  task: 'classification',
  target: 'label',
  metric: 'accuracy',
  criteria: [
    { metric: 'accuracy', min: 0.95, because: 'At most 1 of 20 samples may be judged wrongly.' },
    { metric: 'lowest_class_recall', min: 0.9, because: 'Few malignant samples may be missed.' },
  ],
  file: 'problems.ts',
});

const pixels = Array.from({ length: 64 }, (_, i) => `pixel_${Math.floor(i / 8)}_${i % 8}`);

const MEASURES = ['radius', 'texture', 'perimeter', 'area', 'smoothness', 'compactness'];
const MORE_MEASURES = ['concavity', 'concave_points', 'symmetry', 'fractal_dimension'];
const measurements = [...MEASURES, ...MORE_MEASURES].flatMap((measure) => [
  `mean_${measure}`,
  `${measure}_error`,
  `worst_${measure}`,
]);

const columns = (names: readonly string[], type: 'integer' | 'number') => [
  ...names.map((name) => ({ name, type })),
  { name: 'label', type: 'integer' as const },
];

export const SETTINGS = {
  digits: Setting.parse({
    problem: digits,
    file: 'digits.csv',
    schema: columns(pixels, 'integer'),
    suite: [
      { kind: 'row_count', min: 100 },
      { kind: 'row_count', min: 1797, max: 1797, severity: 'warn' },
      { kind: 'not_null', columns: [...pixels, 'label'] },
      { kind: 'between', columns: pixels, min: 0, max: 16 },
      { kind: 'in_set', columns: ['label'], values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
      { kind: 'distinct_count', columns: ['label'], min: 10, max: 10 },
      { kind: 'class_share', columns: ['label'], minShare: 0.05 },
      { kind: 'no_duplicate_rows', severity: 'warn' },
      { kind: 'not_constant', columns: pixels, maxConstant: 10, severity: 'warn' },
      { kind: 'mean_between', columns: ['pixel_3_3', 'pixel_4_4'], min: 2, max: 14 },
    ],
    network: {
      input: [8, 8, 1],
      layers: [
        { kind: 'conv2d', filters: 16, kernel: 3, padding: 'same', activation: 'relu' },
        { kind: 'max_pool', size: 2 },
        { kind: 'conv2d', filters: 32, kernel: 3, padding: 'same', activation: 'relu' },
        { kind: 'flatten' },
        { kind: 'dropout', rate: 0.3 },
        { kind: 'dense', units: 64, activation: 'relu' },
      ],
      optimizer: { kind: 'adam', learningRate: 0.002 },
      schedule: { kind: 'exponential', factor: 0.9 },
      ...{ epochs: 18, batchSize: 32, seed: 7 },
    },
    penalty: 1,
  }),
  'breast-cancer': Setting.parse({
    problem: breastCancer,
    file: 'breast-cancer.csv',
    schema: columns(measurements, 'number'),
    suite: [
      { kind: 'row_count', min: 100 },
      { kind: 'row_count', min: 569, max: 569, severity: 'warn' },
      { kind: 'not_null', columns: [...measurements, 'label'] },
      { kind: 'between', columns: measurements, min: 0, max: 5000 },
      { kind: 'in_set', columns: ['label'], values: [0, 1] },
      { kind: 'class_share', columns: ['label'], minShare: 0.2 },
      { kind: 'no_duplicate_rows', severity: 'warn' },
      { kind: 'not_constant', columns: measurements },
      { kind: 'mean_between', columns: ['mean_radius'], min: 5, max: 30 },
    ],
    network: {
      input: [30],
      layers: [
        { kind: 'dense', units: 32, activation: 'relu' },
        { kind: 'dropout', rate: 0.2 },
        { kind: 'dense', units: 16, activation: 'relu' },
      ],
      optimizer: { kind: 'adam', learningRate: 0.001 },
      ...{ epochs: 40, batchSize: 32, seed: 7 },
    },
    penalty: 1,
  }),
} satisfies Record<string, Setting>;
