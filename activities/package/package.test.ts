import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { dag, task } from '../../dsl/index.ts';
import type { Table } from '../../ml/data/table.ts';
import { fitRidge } from '../../ml/linear/linear-regression.ts';
import { encodeModel } from '../../ml/model/model-file.ts';
import type { Model } from '../../ml/model/model.ts';
import { predict } from '../../ml/model/predict.ts';
import { chooseBackend } from '../../ml/neural/backend.ts';
import { applyPipeline } from '../../ml/preprocess/apply-pipeline.ts';
import { fitPipeline } from '../../ml/preprocess/fit-pipeline.ts';
import { drawnNetwork, networkModel, networkRows } from '../../ml/testing/drawn-network.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import { testDag } from '../../workers/testing/index.ts';
import { sha256Of } from '../data/content.ts';
import { DatasetRef } from '../data/dataset-ref.ts';
import { writeDataset, writeFile } from '../data/dataset-store.ts';
import { placeOf } from '../data/run-place.ts';
import { Candidate } from '../train/candidate.ts';
import { exportOnnx } from './export-onnx.ts';
import { PackagedModel } from './packaged-model.ts';
import { quantizeOnnx } from './quantize-onnx.ts';
import { RUNTIME_VERSIONS } from './runtime-versions.ts';

const sizes = Float64Array.of(1, 2, NaN, 4, 5, 6);
const rents: Table = {
  rows: 6,
  columns: [
    { name: 'size', type: 'number', values: sizes },
    { name: 'town', type: 'text', values: ['Bonn', 'Köln', null, 'Bonn', 'Köln', 'Bonn'] },
    { name: 'rent', type: 'number', values: Float64Array.of(10, 21, 30, 41, 50, 61) },
  ],
};

function rentModel(): Model {
  const pipeline = fitPipeline(rents, { target: 'rent', numeric: { impute: 'mean' } });
  const targets = Float64Array.of(10, 21, 30, 41, 50, 61);
  const linear = fitRidge(applyPipeline(pipeline, rents), targets, 0.1);
  return { task: 'regression', pipeline, classes: [], estimator: { kind: 'linear', linear } };
}

/** Keeps a model and its rows as a training task would. */
function training(name: string, model: Model, table: Table, target: string) {
  return task({
    name,
    input: z.object({}),
    output: z.object({ candidate: Candidate, rows: DatasetRef }),
    run: async (_, ctx) => {
      const rows = await writeDataset(ctx, table);
      const part = { sha256: rows.sha256, rows: rows.rows };
      const candidate = {
        ...{ name, task: model.task, kind: model.estimator.kind, target, settings: { alpha: 0.1 } },
        model: await writeFile(ctx, encodeModel(model), 'model.json'),
        pipeline: { sha256: 'a', features: model.pipeline.features.length },
        ...{ classes: [...model.classes], trainedOn: part, seconds: 1, trackingRun: 't' },
        validation: { ...part, metrics: { r2: 0.9 } },
        ...{ device: { name: 'cpu', backend: 'typed arrays' }, by: placeOf(ctx) },
      };
      return { candidate, rows };
    },
  });
}

it('a package holds the model, its card and what others need, with the sha256 of each', async () => {
  const stores = memoryStores();
  const train = training('train_rents', rentModel(), rents, 'rent');
  const packing = dag({ id: 'packing' }, () => {
    const { candidate, rows } = train({});
    const card = { limits: ['Knows two towns.'], metrics: { r2: 0.8 } };
    return exportOnnx({ candidate, holdout: rows, name: 'rents', card });
  });
  const run = await testDag(packing, { stores });
  expect(run.errors).toEqual([]);
  const model = PackagedModel.parse(run.result);
  expect(model.check).toMatchObject({ rows: 6, labelMismatches: 0 });
  expect(model.check.maxDifference).toBeLessThanOrEqual(1e-5);
  expect(model.objectKey).toBe(`${model.package.prefix}model.onnx`);
  const texts = new Map<string, string>();
  for (const { name, sha256, size } of model.package.files) {
    const bytes = await stores.objects.get(`${model.package.prefix}${name}`);
    expect([name, sha256Of(bytes), bytes.length]).toEqual([name, sha256, size]);
    texts.set(name, Buffer.from(bytes).toString('utf8'));
  }
  expect(sha256Of(texts.get('manifest.json') ?? '')).toBe(model.package.sha256);
  const card = texts.get('README.md') ?? '';
  for (const words of ['Knows two towns.', 'r2 | 0.8', 'size', 'town', 'predicts | rent']) {
    expect(card.replaceAll('\\', '')).toContain(words);
  }
  expect(parse(texts.get('MLmodel') ?? '')).toMatchObject({
    flavors: { python_function: { loader_module: 'mlflow.onnx', data: 'model.onnx' } },
  });
  expect(JSON.parse(texts.get('input_example.json') ?? '')).toEqual({
    ...{ features: [[1]], town: [['Bonn']] },
  });
  expect(texts.get('requirements.txt')).toContain('onnxruntime==');
  expect(JSON.parse(texts.get('package.json') ?? '')).toMatchObject({
    dependencies: RUNTIME_VERSIONS.node,
  });
  const again = await testDag(packing, { stores });
  expect(PackagedModel.parse(again.result).package).toEqual(model.package);
});

it('names the version of the runtime that is installed', async () => {
  const { default: own } = (await import('../../package.json', { with: { type: 'json' } })) as {
    readonly default: { readonly dependencies: Record<string, string> };
  };
  expect(own.dependencies).toMatchObject(RUNTIME_VERSIONS.node);
});

it('a model in 8 bits is kept with what it cost, or not at all beyond the bound', async () => {
  const network = drawnNetwork([6], [{ kind: 'dense', units: 64, activation: 'tanh' }], 1);
  const table = networkRows(network, 50);
  await chooseBackend({ device: 'cpu' });
  const own = await predict(networkModel(network), table);
  // What the network itself says: before there is no error, in 8 bits there is one.
  const target = own.task === 'regression' ? own.values : new Float64Array(50);
  const rows = { ...table, columns: [...table.columns, { name: 'y', type: 'number' as const, values: target }] }; // prettier-ignore
  const train = training('train_net', networkModel(network), rows, 'y');
  const shrinking = (maxDelta: number) =>
    dag({ id: 'shrinking' }, () => {
      const { candidate, rows: validation } = train({});
      const model = exportOnnx({ candidate, holdout: validation, name: 'net' });
      return quantizeOnnx({
        model,
        candidate,
        validation,
        metric: 'root_mean_squared_error',
        maxDelta,
      });
    });
  const stores = memoryStores();
  const run = await testDag(shrinking(1), { stores });
  expect(run.errors).toEqual([]);
  const { quantized } = PackagedModel.parse(run.result);
  expect(quantized).toMatchObject({ metric: 'root_mean_squared_error', rows: 50, maxDelta: 1 });
  expect(quantized?.before).toBeLessThan(1e-5);
  expect(quantized?.delta).toBeGreaterThan(1e-5);
  const refused = await testDag(shrinking(0), { stores: memoryStores() });
  expect(refused.errors.join()).toContain('at most 0 is allowed');
});

it('a model with nothing in single precision is refused by name', async () => {
  const train = training('train_rents', rentModel(), rents, 'rent');
  const shrinking = dag({ id: 'shrinking' }, () => {
    const { candidate, rows } = train({});
    const model = exportOnnx({ candidate, holdout: rows, name: 'rents' });
    return quantizeOnnx({ model, candidate, validation: rows });
  });
  const run = await testDag(shrinking, { stores: memoryStores() });
  expect(run.errors.join()).toContain('NOTHING_TO_QUANTIZE');
});
