import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dag, task } from '../dsl/index.ts';
import { classClouds } from '../ml/testing/class-clouds.ts';
import { memoryStores } from '../stores/memory-stores.ts';
import type { Stores } from '../stores/stores.ts';
import { testDag } from '../workers/testing/index.ts';
import {
  Candidate,
  DatasetRef,
  defineProblem,
  evaluate,
  Evaluation,
  fitBaseline,
  ingestCsv,
  notify,
  promote,
  readDataset,
  scoreBatch,
  split,
  trainForest,
  trainLogistic,
  trainNeuralNet,
} from './index.ts';

const COLUMNS = ['a', 'b', 'c', 'd'];
const schema = [
  ...COLUMNS.map((name) => ({ name, type: 'number' as const })),
  { name: 'label', type: 'integer' as const },
];
const network = {
  input: [4],
  layers: [
    { kind: 'dense' as const, units: 8, activation: 'relu' as const },
    { kind: 'dropout' as const, rate: 0.1 },
  ],
  optimizer: { kind: 'adam' as const, learningRate: 0.01 },
  ...{ epochs: 6, batchSize: 32, seed: 1 },
};
let folder = '';
let url = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'perdure-tasks-'));
  url = path.join(folder, 'clouds.csv');
  const { features, labels, classes } = classClouds(240, 4, 3, 1);
  const lines = Array.from({ length: 240 }, (_, row) => {
    const values = [...features.values.slice(row * 4, row * 4 + 4)];
    return [...values, classes[labels[row] ?? 0]].join(',');
  });
  await writeFile(url, [[...COLUMNS, 'label'].join(','), ...lines].join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const outputOf = (
  run: { readonly instances: readonly { readonly path: string; readonly output?: unknown }[] },
  name: string,
): unknown => run.instances.find((instance) => instance.path === name)?.output;

describe('a sealed holdout', () => {
  const own = task({
    name: 'own_reader',
    input: z.object({ data: DatasetRef }),
    run: async ({ data }, ctx) => void (await readDataset(ctx, data)),
  });
  const unsealed = task({
    name: 'seal_taken_off',
    input: z.object({ data: DatasetRef }),
    run: async ({ data }, ctx) => {
      const { seal: _seal, ...open } = data;
      await readDataset(ctx, { ...open, uri: `dataset://${data.sha256}` });
    },
  });
  const leaky = dag({ id: 'leaky', params: { url: z.string() } }, ({ params }) => {
    const parts = split({ data: ingestCsv({ url: params.url, schema }) });
    trainForest({ train: parts.holdout, validation: parts.validation, trees: 5 });
    own({ data: parts.holdout });
    unsealed({ data: parts.holdout });
  });

  it('ends every task that reads it, by name, at the first attempt, and leaves a record', async () => {
    const stores = memoryStores();
    const run = await testDag(leaky, { params: { url }, stores });
    expect(run.state).toBe('failed');
    const forest = run.instances.find(({ path: p }) => p === 'train_forest');
    expect(forest).toMatchObject({ state: 'failed', tries: 1 });
    expect(forest?.error?.message).toContain(
      'Task "train_forest" may not read the data set "holdout": it is sealed until the final evaluation. Only "evaluate" and "export_onnx" open it',
    );
    const { holdout } = z.object({ holdout: DatasetRef }).parse(outputOf(run, 'split'));
    const beside = await stores.objects.list(`data/${holdout.sha256.slice(0, 2)}/`);
    const names = beside.map(({ key }) => key.split('.').slice(1).join('.'));
    expect(names.filter((name) => name.startsWith('refused-'))).toHaveLength(2);
    const audited = await stores.audit.list({ dagId: 'leaky' });
    expect(audited.map(({ action, by }) => `${action} ${by}`).sort()).toEqual([
      'dataset.refuse task own_reader',
      'dataset.refuse task train_forest',
    ]);
    expect(audited[0]?.detail).toMatchObject({ seal: 'holdout', sha256: holdout.sha256 });
  });

  it('is nowhere in the store in clear, so taking off the seal opens nothing (S1)', async () => {
    const stores = memoryStores();
    const run = await testDag(leaky, { params: { url }, stores });
    const stripped = run.instances.find(({ path: p }) => p === 'seal_taken_off');
    expect(stripped?.state).toBe('failed');
    expect(stripped?.error?.message).toContain('.csv');
  });
});

describe('training that fails half-way', () => {
  const training = dag({ id: 'training', params: { url: z.string() } }, ({ params }) => {
    const parts = split({ data: ingestCsv({ url: params.url, schema }) });
    const data = { train: parts.train, validation: parts.validation };
    trainNeuralNet({ ...data, network }, { retries: 1 });
    trainForest({ ...data, trees: 120 }, { retries: 1 });
  });

  /** Stores whose checkpoints work so often and then fail once, as a killed worker would. */
  function failingOnce(stores: Stores, after: number): Stores {
    let saves = 0;
    const save = stores.runs.saveCheckpoint.bind(stores.runs);
    stores.runs.saveCheckpoint = (...args) => {
      saves += 1;
      if (saves === after) throw new Error('The worker is gone.');
      return save(...args);
    };
    return stores;
  }
  const weightsOf = (run: Awaited<ReturnType<typeof testDag>>, name: string): string =>
    Candidate.parse(outputOf(run, name)).model.sha256;

  it.each([
    ['train_neural_net', 4, 'Going on behind epoch 3'],
    ['train_forest', 2, 'Going on behind 50 trees'],
  ])('%s goes on from its checkpoint and ends with the same model', async (name, after, words) => {
    const unbroken = await testDag(training, { params: { url } });
    const stores = failingOnce(memoryStores(), after);
    const mocks =
      name === 'train_forest'
        ? { train_neural_net: () => Candidate.parse(outputOf(unbroken, 'train_neural_net')) }
        : { train_forest: () => Candidate.parse(outputOf(unbroken, 'train_forest')) };
    const broken = await testDag(training, { params: { url }, stores, mocks });
    expect(broken.state).toBe('success');
    expect(broken.instances.find(({ path: p }) => p === name)?.tries).toBe(2);
    expect(broken.logs.some(({ message }) => message.startsWith(words))).toBe(true);
    expect(weightsOf(broken, name)).toBe(weightsOf(unbroken, name));
  });
});

const clouds = defineProblem({
  name: 'clouds',
  statement: 'Which cloud is a point of?',
  task: 'classification',
  target: 'label',
  metric: 'accuracy',
  criteria: [
    { metric: 'accuracy', min: 0.5 },
    { metric: 'lowest_class_recall', min: 0.5, because: 'No cloud is lost.' },
  ],
  file: 'clouds.ts',
});

describe('the final evaluation', () => {
  const judging = dag(
    { id: 'judging', params: { url: z.string(), minScore: z.number().optional() } },
    ({ params }) => {
      const { train, validation, holdout } = split({
        data: ingestCsv({ url: params.url, schema }),
      });
      const problem = clouds;
      const baseline = fitBaseline({ problem, train, validation });
      const good = trainLogistic({ train, validation });
      const poor = trainForest({ train, validation, trees: 1, maxDepth: 1 });
      evaluate({
        ...{ problem, baseline, holdout, minScore: params.minScore },
        candidates: [poor, good],
      });
    },
  );
  const gateOf = (run: Awaited<ReturnType<typeof testDag>>) =>
    Evaluation.parse(outputOf(run, 'evaluate'));

  it('chooses by validation, and promotes what meets every criterion', async () => {
    const run = await testDag(judging, { params: { url, minScore: 0.9 } });
    expect(run.errors).toEqual([]);
    const gate = gateOf(run);
    expect(gate.leaderboard.map(({ name }) => name)).toEqual(['train_logistic', 'train_forest']);
    expect(gate).toMatchObject({
      verdict: 'promote',
      best: { name: 'train_logistic' },
      baseline: { kind: 'majority', beaten: true },
      reasons: [],
    });
  });
  it('rejects what misses a criterion, and says which by how much and where it stands', async () => {
    const run = await testDag(judging, { params: { url, minScore: 1 } });
    const gate = gateOf(run);
    expect(gate.verdict).toBe('reject');
    expect(gate.reasons.join()).toMatch(
      /^accuracy is 0\.\d+; asked for: accuracy ≥ 1 \(clouds\.ts\)\.$/,
    );
  });
  it('rejects a model of shuffled labels: the baseline is not beaten', async () => {
    const lines = (await readFile(url, 'utf8')).split('\n');
    const [header = '', ...rows] = lines;
    const labels = rows.map((row) => row.split(',').at(-1) ?? '');
    // 7 and 240 have no common factor, so each row gets another's label, without a pattern.
    const mixed = rows.map((row, at) =>
      row.replace(/[^,]+$/, labels[(at * 7 + Math.floor(at / 5)) % 240] ?? ''),
    );
    const shuffled = path.join(folder, 'shuffled.csv');
    await writeFile(shuffled, [header, ...mixed].join('\n'));
    const gate = gateOf(await testDag(judging, { params: { url: shuffled } }));
    expect(gate).toMatchObject({ verdict: 'reject', baseline: { beaten: false } });
    expect(gate.reasons[0]).toContain('The baseline is not beaten');
  });
  it('ends before training when there is too little to learn from', async () => {
    const asking = dag({ id: 'asking' }, () => {
      const { train, validation } = split({ data: ingestCsv({ url, schema }) });
      fitBaseline({ problem: { ...clouds, minTrainRows: 1_000 }, train, validation });
    });
    const run = await testDag(asking);
    expect(run.state).toBe('failed');
    expect(run.errors.join()).toContain('156 rows to train on; the problem "clouds" asks for 1000');
  });
});

describe('what cannot work ends at once and says why', () => {
  it.each([
    ['a file that is not there', 'nowhere.csv', 'cannot be read on this worker (ENOENT)'],
    ['a file of bad rows', 'bad.csv', '0 good and 2 bad rows'],
    ['a file of another shape', 'other.csv', 'The file lacks "a", "b", "c", "d", "label"'],
  ])('%s', async (_, name, words) => {
    await writeFile(path.join(folder, 'bad.csv'), 'a,b,c,d,label\nx,1,1,1,1\n1,y,1,1,1\n');
    await writeFile(path.join(folder, 'other.csv'), 'p,q\n1,2\n');
    const reading = dag({ id: 'reading' }, () => {
      ingestCsv({ url: path.join(folder, name), schema });
    });
    const run = await testDag(reading);
    expect(run.instances[0]).toMatchObject({ state: 'failed', tries: 1 });
    expect(run.errors.join()).toContain(words);
  });

  it('scoring with a model that is not registered', async () => {
    const scoring = dag({ id: 'scoring' }, () => {
      scoreBatch({ data: ingestCsv({ url, schema }), name: 'nothing' });
    });
    const run = await testDag(scoring);
    expect(run.errors.join()).toContain('Model "nothing" has no alias "champion".');
  });
});

describe('promoting', () => {
  const version = (v: number) => ({ name: 'm', version: v, sha256: 'a'.repeat(64), uri: `m/${v}` });
  const promoting = dag({ id: 'promoting', params: { v: z.int() } }, ({ params }) =>
    promote({ model: { ...version(1), version: params.v } }),
  );
  async function registered(stores: Stores, run: string): Promise<void> {
    await stores.models.createVersion({
      ...{ name: 'm', objectKey: 'models/m/x.onnx', sha256: 'a'.repeat(64), size: 1 },
      source: { dagId: 'd', runId: run, path: 'register_model' },
      ...{ signature: {}, metrics: {}, lineage: {}, tags: {} },
    });
  }

  it('moves an alias forward, and never back to an older version (M2)', async () => {
    const stores = memoryStores();
    await registered(stores, 'r1');
    await registered(stores, 'r2');
    const first = await testDag(promoting, { params: { v: 1 }, stores });
    expect(first.result).toMatchObject({ version: 1, previous: null, moved: true });
    const second = await testDag(promoting, { params: { v: 2 }, stores });
    expect(second.result).toMatchObject({ version: 2, previous: 1, moved: true });
    const late = await testDag(promoting, {
      params: { v: 1 },
      stores,
      logicalDate: '2026-01-01T00:00:00Z',
    });
    expect(late.result).toMatchObject({ version: 2, moved: false });
  });
});

describe('notifying', () => {
  it('without a webhook writes to the log and says that nothing was sent', async () => {
    const telling = dag({ id: 'telling' }, () => notify({ text: 'Hello.', level: 'warn' }));
    const run = await testDag(telling);
    expect(run.result).toEqual({ sent: false });
    expect(run.logs.map(({ level, message }) => [level, message])).toEqual([['warn', 'Hello.']]);
  });
});
