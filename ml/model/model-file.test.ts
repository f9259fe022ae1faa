import { describe, expect, it } from 'vitest';
import type { Table } from '../data/table.ts';
import { fitBoostedClassifier } from '../boosting/gradient-boosting.ts';
import { fitKMeans } from '../clustering/k-means.ts';
import type { Pipeline } from '../preprocess/pipeline.ts';
import { classClouds } from '../testing/class-clouds.ts';
import { fitForest } from '../trees/random-forest.ts';
import type { Estimator } from './estimator.ts';
import type { Model } from './model.ts';
import { decodeModel, encodeModel } from './model-file.ts';
import { predict } from './predict.ts';

const data = classClouds(60, 3, 3, 1);
const pipeline: Pipeline = {
  inputs: ['a', 'b', 'c'].map((name) => ({
    ...{ type: 'number', name, indicator: false, shift: 0, scale: 1 },
  })),
  features: ['a', 'b', 'c'],
  fittedRows: 60,
};
const classifier = (estimator: Estimator): Model => ({
  ...{ task: 'classification', pipeline, classes: ['x', 'y', 'z'], estimator },
});
const forest = classifier({ kind: 'forest', forest: fitForest(data, { trees: 3, seed: 1 }) });
const models: readonly Model[] = [
  forest,
  classifier({ kind: 'boosting', boosting: fitBoostedClassifier(data, { rounds: 2 }) }),
  {
    ...{ task: 'clustering', pipeline, classes: [] },
    estimator: { kind: 'k_means', means: fitKMeans(data.features, { clusters: 3, seed: 1 }) },
  },
];
const table: Table = {
  rows: 60,
  columns: ['a', 'b', 'c'].map((name, c) => ({
    ...{ name, type: 'number' },
    values: Float64Array.from({ length: 60 }, (_, row) => data.features.values[row * 3 + c] ?? 0),
  })),
};

describe.each(models)('a stored model of kind $estimator.kind', (model) => {
  it('comes back equal and predicts the same', async () => {
    const stored = decodeModel(encodeModel(model));
    expect(stored).toEqual(model);
    expect(await predict(stored, table)).toEqual(await predict(model, table));
    expect(encodeModel(stored)).toEqual(encodeModel(model));
  });
});

describe('a damaged model file', () => {
  const text = Buffer.from(encodeModel(forest)).toString();
  const [tree] = forest.estimator.kind === 'forest' ? forest.estimator.forest.trees : [];
  const base64 = (values: Int32Array | undefined): string =>
    Buffer.from((values ?? new Int32Array()).slice().buffer).toString('base64');
  const looped = tree?.left.map((child) => (child > 0 ? 0 : child));

  it.each([
    ['text of another kind', 'no', 'it is no JSON'],
    ['another format', '{"format":"other/2"}', 'found "other/2"'],
    ['an unknown kind', text.replace('"forest"', '"pickle"'), 'estimator.kind is "pickle"'],
    ['an unknown field', text.replace('"task"', '"taskk"'), 'the unknown field "taskk"'],
    ['a field less', text.replace(',"fittedRows":60', ''), 'has no "fittedRows"'],
    ['a class twice', text.replace('["x","y"', '["x","x"'), 'a class is there twice'],
    ['a class less', text.replace('["x",', '['), 'knows other classes'],
    ['a scale of 0', text.replace('"scale":1', '"scale":0'), 'the scale of "a" is 0'],
    ['a text for a number', text.replace('"scale":1', '"scale":"1"'), 'no finite number'],
    [
      'a tree that leads back to its root',
      text.replace(base64(tree?.left), base64(looped)),
      'leads back',
    ],
    ['another width', text.replace('"features":["a","b","c"]', '"features":["a"]'), 'the names'],
  ])('with %s is refused by name', (_, file, words) => {
    expect(file === text).toBe(false);
    expect(() => decodeModel(Buffer.from(file))).toThrow(words);
  });

  it('is refused wherever it is cut off, and never with another error', () => {
    for (let end = 0; end < text.length; end += 97) {
      expect(() => decodeModel(Buffer.from(text.slice(0, end)))).toThrow('no model file');
    }
  });
});
