import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { dag, map } from '../../dsl/index.ts';
import { testDag } from '../../workers/testing/index.ts';
import {
  Candidate,
  fitClusters,
  fitOutliers,
  ingestCsv,
  split,
  trainModel,
  type EstimatorSpec,
} from '../index.ts';

type Spec = z.input<typeof EstimatorSpec>;
const schema = [
  { name: 'size', type: 'number' as const, nullable: true },
  { name: 'colour', type: 'text' as const, nullable: true },
  { name: 'price', type: 'number' as const },
  { name: 'kind', type: 'text' as const },
  { name: 'owner', type: 'integer' as const },
  { name: 'day', type: 'integer' as const },
];
let folder = '';
let url = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'perdure-train-'));
  url = path.join(folder, 'rows.csv');
  const lines = Array.from({ length: 200 }, (_, row) => {
    const size = (row * 7) % 50;
    const colour = row % 3 === 0 ? 'red' : row % 3 === 1 ? 'blue' : '';
    const price = 3 * size + (colour === 'red' ? 40 : 0) + (row % 5);
    const kind = price > 90 ? 'dear' : 'cheap';
    return [row % 17 === 0 ? '' : size, colour, price, kind, row % 20, row].join(',');
  });
  await writeFile(url, ['size,colour,price,kind,owner,day', ...lines].join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const preprocess = { columns: ['size', 'colour'], numeric: { impute: 'median' as const } };
const trained = (task: 'classification' | 'regression', target: string, specs: readonly Spec[]) =>
  dag({ id: 'trained' }, () => {
    const { train, validation } = split({ data: ingestCsv({ url, schema }), target: 'kind' });
    return map([...specs], (estimator) =>
      trainModel({ task, train, validation, target, preprocess, estimator }),
    );
  });
async function candidatesOf(made: ReturnType<typeof trained>): Promise<Candidate[]> {
  const run = await testDag(made);
  expect(run.errors).toEqual([]);
  return Candidate.array().parse(run.result);
}

describe('one task for all classical models', () => {
  it('tells classes that are texts, from numbers with holes and texts', async () => {
    const kinds = ['logistic', 'linear_svm', 'rbf_svm', 'nearest', 'decision_tree'] as const;
    const specs: Spec[] = [
      ...kinds.map((kind) => ({ kind })),
      { kind: 'forest', trees: 20, balanced: true },
      { kind: 'boosting', rounds: 20, minLeafRows: 5 },
    ];
    const found = await candidatesOf(trained('classification', 'kind', specs));
    expect(found.map(({ kind }) => kind)).toEqual(specs.map(({ kind }) => kind));
    for (const { kind, classes, validation, pipeline } of found) {
      expect(classes).toEqual(['cheap', 'dear']);
      expect(pipeline.features).toBe(4);
      expect(validation.metrics['accuracy'], kind).toBeGreaterThan(0.75);
      expect(validation.metrics['roc_auc'], kind).toBeGreaterThan(0.8);
    }
  });
  it('predicts numbers', async () => {
    const specs: Spec[] = [
      { kind: 'linear' },
      { kind: 'ridge' },
      { kind: 'nearest' },
      { kind: 'decision_tree' },
      { kind: 'forest', trees: 20 },
      { kind: 'boosting', rounds: 50, minLeafRows: 5 },
    ];
    for (const { kind, validation } of await candidatesOf(trained('regression', 'price', specs))) {
      expect(validation.metrics['r2'], kind).toBeGreaterThan(0.6);
    }
  });
  it.each([
    ['classification', 'kind', { kind: 'ridge' }, 'kind "ridge" does no classification'],
    ['regression', 'kind', { kind: 'ridge' }, 'holds text'],
    ['regression', 'price', { kind: 'nearest', neighbours: 9_999 }, '9999'],
  ] as const)('what cannot be learned ends at the first try: %s of %s', async (...given) => {
    const [task, target, spec, words] = given;
    const run = await testDag(trained(task, target, [spec]));
    expect(run.errors.join()).toContain(words);
    const tries = run.instances.map((one) => one.tries);
    expect(Math.max(...tries)).toBe(1);
  });
});

describe('learning without a target', () => {
  it('finds clusters and strange rows', async () => {
    const found = dag({ id: 'found' }, () => {
      const { train, validation } = split({ data: ingestCsv({ url, schema }), target: 'kind' });
      const own = { train, validation, preprocess };
      return [fitClusters({ ...own, clusters: 3 }), fitOutliers({ ...own, trees: 20 })];
    });
    const run = await testDag(found);
    expect(run.errors).toEqual([]);
    const [clusters, outliers] = Candidate.array().parse(run.result);
    expect(clusters).toMatchObject({ task: 'clustering', kind: 'k_means', target: null });
    expect(clusters?.validation.metrics['silhouette']).toBeGreaterThan(0.3);
    expect(outliers).toMatchObject({ task: 'outlier_detection', kind: 'isolation_forest' });
    expect(outliers?.validation.metrics['score_99']).toBeLessThanOrEqual(1);
  });
});

describe('splitting', () => {
  const cut = (how: Parameters<typeof split>[0]['how']) =>
    dag({ id: 'cut' }, () => split({ data: ingestCsv({ url, schema }), how }));
  it('keeps groups together, and time in order, with the same parts for the same seed', async () => {
    const byGroup = { by: 'groups' as const, column: 'owner' };
    const [first, again] = [await testDag(cut(byGroup)), await testDag(cut(byGroup))];
    expect(first.errors).toEqual([]);
    expect(again.result).toMatchObject({ train: (first.result as { train: object }).train });
    const inTime = await testDag(cut({ by: 'time', column: 'day' }));
    expect(inTime.result).toMatchObject({ train: { rows: 130 }, holdout: { seal: 'holdout' } });
  });
  it('ends for good where it is impossible', async () => {
    const run = await testDag(cut({ by: 'groups', column: 'nobody' }));
    expect(run.instances.find(({ path: p }) => p === 'split')?.tries).toBe(1);
    expect(run.errors.join()).toContain('nobody');
  });
});
