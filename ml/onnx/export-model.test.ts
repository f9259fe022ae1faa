import { describe, expect, it } from 'vitest';
import { fitBoostedClassifier, fitBoostedRegression } from '../boosting/gradient-boosting.ts';
import { fitKMeans } from '../clustering/k-means.ts';
import { selectRows, type Matrix } from '../data/matrix.ts';
import type { Table } from '../data/table.ts';
import { fitIsolationForest } from '../isolation/isolation-forest.ts';
import { fitLinear, fitRidge } from '../linear/linear-regression.ts';
import { fitLogistic } from '../logistic/logistic-regression.ts';
import type { Estimator } from '../model/estimator.ts';
import type { Model } from '../model/model.ts';
import { decodeModel, encodeModel } from '../model/model-file.ts';
import { predict } from '../model/predict.ts';
import { fitNearest } from '../neighbours/nearest-neighbours.ts';
import { fitNearestRegression } from '../neighbours/nearest-regression.ts';
import { applyPipeline } from '../preprocess/apply-pipeline.ts';
import { fitPipeline } from '../preprocess/fit-pipeline.ts';
import type { Pipeline, PipelineSpec } from '../preprocess/pipeline.ts';
import { fitKernelMachine } from '../svm/kernel-machine.ts';
import { fitLinearMachine } from '../svm/linear-machine.ts';
import { labelledRows, realDataset } from '../testing/real-datasets.ts';
import { runOnnx } from '../testing/run-onnx.ts';
import { fitDecisionTree, fitRegressionTree } from '../trees/decision-tree.ts';
import { fitForest } from '../trees/random-forest.ts';
import { fitRegressionForest } from '../trees/regression-forest.ts';
import { exportModel } from './export-model.ts';
import { answerDifference } from './onnx-answer.ts';

const SCALES = ['none', 'standard'] as const;

/** The rows of a data set as a table with a column each: `c0`, `c1`, … */
function tableOf({ rows, columns, values }: Matrix): Table {
  return {
    rows,
    columns: Array.from({ length: columns }, (_, c) => ({
      ...{ name: `c${c}`, type: 'number' as const },
      values: Float64Array.from({ length: rows }, (_, row) => values[row * columns + c] ?? 0),
    })),
  };
}

interface Prepared {
  readonly train: readonly number[];
  readonly holdout: Table;
  readonly pipeline: Pipeline;
  readonly matrix: Matrix;
}
function prepared(features: Matrix, spec: PipelineSpec): Prepared {
  const train = Array.from({ length: features.rows }, (_, row) => row).filter((row) => row % 4 > 0);
  const holdout = Array.from({ length: features.rows }, (_, row) => row).filter((r) => r % 4 === 0);
  const table = tableOf(selectRows(features, train));
  const pipeline = fitPipeline(table, spec);
  return {
    ...{ train, pipeline, holdout: tableOf(selectRows(features, holdout)) },
    matrix: applyPipeline(pipeline, table),
  };
}

/** Trainer and runtime agree on the whole holdout, and so they do after the model was stored. */
async function expectAgreement(model: Model, holdout: Table): Promise<void> {
  const bytes = exportModel(model, { name: 'm' });
  const stored = decodeModel(encodeModel(model));
  expect(Buffer.from(exportModel(stored, { name: 'm' })).equals(bytes)).toBe(true);
  const own = await predict(model, holdout);
  const answer = await runOnnx(bytes, model, holdout);
  const { largest, labels } = answerDifference(model.classes, own, answer, 0);
  expect(largest).toBeLessThanOrEqual(1e-5);
  expect(labels).toBe(0);
}

type Labelled = ReturnType<typeof labelledRows>;
const CLASSIFIERS: readonly (readonly [string, (data: Labelled) => Estimator])[] = [
  ['logistic', (data) => ({ kind: 'logistic', parameters: fitLogistic(data).parameters })],
  ['linear svm', (data) => ({ kind: 'linear_svm', machine: fitLinearMachine(data) })],
  ['rbf svm', (data) => ({ kind: 'rbf_svm', machine: fitKernelMachine(data) })],
  ['nearest', (data) => ({ kind: 'nearest', nearest: fitNearest(data) })],
  [
    'nearest by distance',
    (data) => ({ kind: 'nearest', nearest: fitNearest(data, 7, 'distance') }),
  ],
  ['tree', (data) => ({ kind: 'forest', forest: fitDecisionTree(data) })],
  ['forest', (data) => ({ kind: 'forest', forest: fitForest(data, { trees: 20, seed: 1 }) })],
  [
    'boosting',
    (data) => ({ kind: 'boosting', boosting: fitBoostedClassifier(data, { rounds: 30 }) }),
  ],
];

describe.each(CLASSIFIERS)('an exported %s', (_, fit) => {
  for (const name of ['iris', 'breast_cancer']) {
    it.each(SCALES)(
      `answers the holdout of ${name} as the trainer does, scaled: %s`,
      async (scale) => {
        const data = realDataset(name);
        const { train, holdout, pipeline, matrix } = prepared(data.features, {
          numeric: { scale },
        });
        const labelled = labelledRows(data, train);
        const estimator = fit({ ...labelled, features: matrix });
        const { classes } = labelled;
        await expectAgreement({ task: 'classification', pipeline, classes, estimator }, holdout);
      },
    );
  }
});

const REGRESSIONS: readonly (readonly [string, (x: Matrix, y: Float64Array) => Estimator])[] = [
  ['linear regression', (x, y) => ({ kind: 'linear', linear: fitLinear(x, y) })],
  ['ridge regression', (x, y) => ({ kind: 'linear', linear: fitRidge(x, y, 0.1) })],
  ['nearest', (x, y) => ({ kind: 'nearest_regression', nearest: fitNearestRegression(x, y) })],
  [
    'nearest by distance',
    (x, y) => ({ kind: 'nearest_regression', nearest: fitNearestRegression(x, y, 3, 'distance') }),
  ],
  ['tree', (x, y) => ({ kind: 'regression_forest', forest: fitRegressionTree(x, y) })],
  [
    'forest',
    (x, y) => ({ kind: 'regression_forest', forest: fitRegressionForest(x, y, { trees: 20 }) }),
  ],
  [
    'boosting',
    (x, y) => ({ kind: 'boosting', boosting: fitBoostedRegression(x, y, { rounds: 30 }) }),
  ],
];

describe.each(REGRESSIONS)('an exported %s for numbers', (_, fit) => {
  it.each(SCALES)(
    'answers the holdout of diabetes as the trainer does, scaled: %s',
    async (scale) => {
      const { features, targets } = realDataset('diabetes');
      const { train, holdout, pipeline, matrix } = prepared(features, { numeric: { scale } });
      const estimator = fit(
        matrix,
        Float64Array.from(train, (row) => targets[row] ?? 0),
      );
      await expectAgreement({ task: 'regression', pipeline, classes: [], estimator }, holdout);
    },
  );
});

describe('a model without a target', () => {
  it.each(SCALES)('answers as the trainer does: k-means, scaled: %s', async (scale) => {
    const { features } = realDataset('wine');
    const { holdout, pipeline, matrix } = prepared(features, { numeric: { scale } });
    const means = fitKMeans(matrix, { clusters: 4, seed: 1 });
    const estimator: Estimator = { kind: 'k_means', means };
    await expectAgreement({ task: 'clustering', pipeline, classes: [], estimator }, holdout);
  });

  it.each([1, 64])(
    'answers as the trainer does: isolation forest on %i rows',
    async (sampleRows) => {
      const { holdout, pipeline, matrix } = prepared(realDataset('wine').features, {});
      const forest = fitIsolationForest(matrix, { trees: 30, sampleRows });
      const estimator: Estimator = { kind: 'isolation_forest', forest };
      await expectAgreement(
        { task: 'outlier_detection', pipeline, classes: [], estimator },
        holdout,
      );
    },
  );
});

describe('digits', () => {
  it('of a nearest neighbours model agree, whose raw distances often tie', async () => {
    const data = realDataset('digits');
    const { train, holdout, pipeline, matrix } = prepared(data.features, {
      numeric: { scale: 'none' },
    });
    const labelled = labelledRows(data, train);
    const nearest = fitNearest({ ...labelled, features: matrix }, 4);
    const estimator: Estimator = { kind: 'nearest', nearest };
    const { classes } = labelled;
    await expectAgreement({ task: 'classification', pipeline, classes, estimator }, holdout);
  });
});

describe('a pipeline in front', () => {
  const colours = ['red', 'green', null, 'blue', 'red', 'grün', 'red', 'blue'];
  const shape = (values: readonly number[], texts: readonly (string | null)[]): Table => ({
    rows: values.length,
    columns: [
      { name: 'size', type: 'number', values: Float64Array.from(values) },
      { name: 'label', type: 'text', values: texts },
      { name: 'age', type: 'number', values: Float64Array.from(values, (v, row) => v * v - row) },
      { name: 'kind', type: 'text', values: texts.map((_, row) => (row % 3 === 0 ? 'a' : 'b')) },
      { name: 'yes', type: 'text', values: texts.map((_, row) => (row % 2 === 0 ? 'yes' : 'no')) },
    ],
  });
  const train = shape([1, 2, NaN, 4, 5.5, 60, 7, 8], colours);
  const fresh = shape([NaN, -3, 1e7, 0, 2, 5], ['blue', 'grün', 'never seen', null, '', 'red']);

  it.each<[string, PipelineSpec]>([
    ['one hot, medians, marks', { numeric: { impute: 'median', indicator: true } }],
    [
      'ordinal, constants, unscaled',
      {
        numeric: { impute: { constant: -1 }, scale: 'none' },
        categorical: { encode: 'ordinal', impute: { constant: 'red' } },
      },
    ],
    [
      'rare categories left out, the most frequent for missing, between 0 and 1',
      {
        numeric: { impute: 'mean', scale: 'min_max' },
        categorical: { minShare: 0.2, impute: 'most_frequent' },
      },
    ],
    [
      'a selection over texts and numbers',
      {
        numeric: { impute: 'mean', indicator: true, scale: 'robust' },
        select: { by: 'variance', above: 0.15 },
      },
    ],
    ['texts alone', { columns: ['label', 'kind'] }],
    ['numbers alone, in another order', { columns: ['age', 'size'], numeric: { impute: 'mean' } }],
  ])('gives the runtime the matrix that the trainer sees: %s', async (_, spec) => {
    const pipeline = fitPipeline(train, { target: 'yes', ...spec });
    const matrix = applyPipeline(pipeline, train);
    const targets = Float64Array.from({ length: train.rows }, (_, row) => row * 3);
    const numbers: Model = {
      ...{ task: 'regression', pipeline, classes: [] },
      estimator: { kind: 'linear', linear: fitRidge(matrix, targets, 0.5) },
    };
    // "" is a missing text to a graph; to the trainer it is a text like any other.
    await expectAgreement(numbers, withoutEmpty(fresh));
    const labels = Int32Array.from({ length: train.rows }, (_, row) => row % 2);
    const classes = ['no', 'yes'];
    const { parameters } = fitLogistic({ features: matrix, labels, classes: [0, 1] });
    const estimator: Estimator = { kind: 'logistic', parameters };
    const named: Model = { task: 'classification', pipeline, classes, estimator };
    await expectAgreement(named, withoutEmpty(fresh));
    const answer = await runOnnx(exportModel(named), named, fresh);
    expect(
      answer.task === 'classification' &&
        answer.labels.every((each) => classes.includes(`${each}`)),
    ).toBe(true);
  });

  const withoutEmpty = (table: Table): Table => ({
    ...table,
    columns: table.columns.map((column) =>
      column.type === 'text'
        ? { ...column, values: column.values.map((value) => (value === '' ? null : value)) }
        : column,
    ),
  });
});
