/**
 * Writes an exported model of every kind, trained on real rows, with a holdout and what the trainer
 * says of it: `npx tsx --conditions=perdure:source test/oracles/onnx/write-models.ts`. `check.py`
 * then lets Python answer.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { mlflowFiles } from '../../../activities/package/mlflow-model.ts';
import { smokeInputs } from '../../../activities/package/smoke-rows.ts';
import {
  fitBoostedClassifier,
  fitBoostedRegression,
} from '../../../ml/boosting/gradient-boosting.ts';
import { fitKMeans } from '../../../ml/clustering/k-means.ts';
import type { LabelledMatrix, Matrix } from '../../../ml/data/matrix.ts';
import { takeRows, type Table, type TextColumn } from '../../../ml/data/table.ts';
import { fitIsolationForest } from '../../../ml/isolation/isolation-forest.ts';
import { fitRidge } from '../../../ml/linear/linear-regression.ts';
import { fitLogistic } from '../../../ml/logistic/logistic-regression.ts';
import type { Estimator } from '../../../ml/model/estimator.ts';
import type { Model } from '../../../ml/model/model.ts';
import { predict } from '../../../ml/model/predict.ts';
import { fitNearest } from '../../../ml/neighbours/nearest-neighbours.ts';
import { fitNearestRegression } from '../../../ml/neighbours/nearest-regression.ts';
import { chooseBackend } from '../../../ml/neural/backend.ts';
import { exportModel } from '../../../ml/onnx/export-model.ts';
import { modelFeeds } from '../../../ml/onnx/model-feeds.ts';
import { modelInputs, signatureOfModel } from '../../../ml/onnx/model-signature.ts';
import { quantizeModel } from '../../../ml/onnx/quantize-model.ts';
import { applyPipeline } from '../../../ml/preprocess/apply-pipeline.ts';
import { fitPipeline } from '../../../ml/preprocess/fit-pipeline.ts';
import { fitKernelMachine } from '../../../ml/svm/kernel-machine.ts';
import { fitLinearMachine } from '../../../ml/svm/linear-machine.ts';
import { drawnNetwork, networkModel, networkRows } from '../../../ml/testing/drawn-network.ts';
import { labelledRows, realDataset } from '../../../ml/testing/real-datasets.ts';
import { fitForest } from '../../../ml/trees/random-forest.ts';
import { fitRegressionForest } from '../../../ml/trees/regression-forest.ts';

const FOLDER = new URL('models/', import.meta.url);
mkdirSync(FOLDER, { recursive: true });
await chooseBackend({ device: 'cpu' });

/** The rows of a data set, and a text column made of the first number, with holes. */
function tableOf({ rows, columns, values }: Matrix): Table {
  const of = (c: number, row: number): number => values[row * columns + c] ?? 0;
  const middle = Array.from({ length: rows }, (_, row) => of(0, row)).sort((a, b) => a - b)[
    rows >> 1
  ];
  const text: TextColumn = {
    ...{ name: 'size', type: 'text' },
    values: Array.from({ length: rows }, (_, row) =>
      row % 7 === 0 ? null : of(0, row) > (middle ?? 0) ? 'große' : 'small',
    ),
  };
  const numbers = Array.from({ length: columns }, (_, c) => ({
    ...{ name: `c${c}`, type: 'number' as const },
    values: Float64Array.from({ length: rows }, (_, row) => (row % 11 === c ? NaN : of(c, row))),
  }));
  return { rows, columns: [...numbers, text] };
}

const every = (rows: number, wanted: (row: number) => boolean): number[] =>
  Array.from({ length: rows }, (_, row) => row).filter(wanted);

function prepared(name: string) {
  const data = realDataset(name);
  const whole = tableOf(data.features);
  const train = every(whole.rows, (row) => row % 3 > 0);
  const table = takeRows(whole, train);
  const spec = { numeric: { impute: 'mean', indicator: true } } as const;
  const pipeline = fitPipeline(table, spec);
  const matrix = applyPipeline(pipeline, table);
  const labelled = labelledRows(data, train);
  const targets = Float64Array.from(train, (row) => data.targets[row] ?? 0);
  const holdout = takeRows(
    whole,
    every(whole.rows, (row) => row % 3 === 0),
  );
  return { pipeline, matrix, holdout, targets, labelled: { ...labelled, features: matrix } };
}

type Prepared = ReturnType<typeof prepared>;
const iris = prepared('iris');
const diabetes = prepared('diabetes');

async function keep(name: string, model: Model, holdout: Table, bytes?: Uint8Array): Promise<void> {
  const file = bytes ?? exportModel(model, { name });
  const rows = takeRows(
    holdout,
    every(holdout.rows, (row) => row < 60),
  );
  const inputs = modelInputs(model);
  const feeds = Object.entries(modelFeeds(inputs, rows)).map(([tensor, { type, data, dims }]) => ({
    // NaN has no form in JSON: a missing number is null.
    ...{
      name: tensor,
      type,
      dims,
      data: [...data].map((one) => (Number.isNaN(one) ? null : one)),
    },
  }));
  const own = await predict(model, rows);
  const said = 'probabilities' in own ? own.probabilities : 'values' in own ? own.values : 'scores' in own ? own.scores : own.labels; // prettier-ignore
  const labels = 'labels' in own ? Array.from(own.labels, (at) => model.classes[at] ?? at) : null;
  const expected = { task: own.task, numbers: Array.from(said, (one) => Math.fround(one)), labels };
  writeFileSync(new URL(`${name}.onnx`, FOLDER), file);
  writeFileSync(new URL(`${name}.json`, FOLDER), JSON.stringify({ feeds, expected }));
}

const classifiers: Readonly<Record<string, (data: LabelledMatrix) => Estimator>> = {
  logistic: (data) => ({ kind: 'logistic', parameters: fitLogistic(data).parameters }),
  linear_svm: (data) => ({ kind: 'linear_svm', machine: fitLinearMachine(data) }),
  rbf_svm: (data) => ({ kind: 'rbf_svm', machine: fitKernelMachine(data) }),
  nearest: (data) => ({ kind: 'nearest', nearest: fitNearest(data, 5, 'distance') }),
  forest: (data) => ({ kind: 'forest', forest: fitForest(data, { trees: 10, seed: 1 }) }),
  boosting: (data) => ({ kind: 'boosting', boosting: fitBoostedClassifier(data, { rounds: 10 }) }),
};
for (const [name, fit] of Object.entries(classifiers)) {
  const { pipeline, labelled, holdout } = iris;
  // Texts, numbers: every other one.
  const classes = name < 'm' ? ['setosa', 'versicolor', 'virginica'] : labelled.classes;
  const model: Model = { task: 'classification', pipeline, classes, estimator: fit(labelled) };
  await keep(name, model, holdout);
}

const regressions: Readonly<Record<string, (given: Prepared) => Estimator>> = {
  ridge: ({ matrix, targets }) => ({ kind: 'linear', linear: fitRidge(matrix, targets, 1) }),
  nearest_regression: ({ matrix, targets }) => ({
    kind: 'nearest_regression',
    nearest: fitNearestRegression(matrix, targets),
  }),
  regression_forest: ({ matrix, targets }) => ({
    kind: 'regression_forest',
    forest: fitRegressionForest(matrix, targets, { trees: 5, maxDepth: 5 }),
  }),
  boosted_regression: ({ matrix, targets }) => ({
    kind: 'boosting',
    boosting: fitBoostedRegression(matrix, targets, { rounds: 10 }),
  }),
};
for (const [name, fit] of Object.entries(regressions)) {
  const { pipeline, holdout } = diabetes;
  await keep(
    name,
    { task: 'regression', pipeline, classes: [], estimator: fit(diabetes) },
    holdout,
  );
}

const { pipeline, matrix, holdout } = iris;
const means = fitKMeans(matrix, { clusters: 3, seed: 1 });
await keep(
  'k_means',
  { task: 'clustering', pipeline, classes: [], estimator: { kind: 'k_means', means } },
  holdout,
);
const strange: Model = {
  ...{ task: 'outlier_detection', pipeline, classes: [] },
  estimator: { kind: 'isolation_forest', forest: fitIsolationForest(matrix, { trees: 10 }) },
};
await keep('isolation_forest', strange, holdout);

const relu = { padding: 'same', activation: 'relu' } as const;
const dense = drawnNetwork([12], [{ kind: 'dense', units: 8, activation: 'gelu' }, { kind: 'batch_norm' }], 3); // prettier-ignore
const networks = {
  net_dense: dense,
  net_image: drawnNetwork([6, 5, 2], [{ kind: 'conv2d', filters: 4, kernel: 3, ...relu }, { kind: 'depthwise_conv2d', kernel: 3, ...relu }, { kind: 'average_pool', size: 2, padding: 'same' }, { kind: 'layer_norm' }, { kind: 'global_average_pool' }], 3), // prettier-ignore
  net_lstm: drawnNetwork([6], [{ kind: 'embedding', vocabulary: 9, dimension: 4 }, { kind: 'lstm', units: 5, returns: 'all' }, { kind: 'gru', units: 4 }, ], 1), // prettier-ignore
};
for (const [name, network] of Object.entries(networks)) {
  await keep(name, networkModel(network), networkRows(network, 40));
}
// Compared with nothing but itself in Node: 8 bits are not what the trainer says.
const whole = networkModel(dense);
await keep('quantized', whole, networkRows(dense, 40), quantizeModel(exportModel(whole)));

const estimator = classifiers['forest']?.(iris.labelled);
if (estimator !== undefined) {
  const classes = ['setosa', 'versicolor', 'virginica'];
  const packed: Model = { task: 'classification', pipeline, classes, estimator };
  const bytes = exportModel(packed);
  const folder = new URL('package/', FOLDER);
  mkdirSync(folder, { recursive: true });
  const example = smokeInputs(modelInputs(packed), holdout)?.tensors ?? [];
  const signature = structuredClone(signatureOfModel(packed)) as Parameters<
    typeof mlflowFiles
  >[0]['signature']; // prettier-ignore -- sheds readonly
  const files = mlflowFiles({ signature, size: bytes.length }, example);
  for (const [file, text] of Object.entries(files)) writeFileSync(new URL(file, folder), text);
  writeFileSync(new URL('model.onnx', folder), bytes);
}
