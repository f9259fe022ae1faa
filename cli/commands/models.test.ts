import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, TEST_TOKEN, type TestServer } from '../../server/testing/test-server.ts';
import type { TrackedTask } from '../../stores/tracking/task-tracking.ts';
import { golden, runCaptured, type Captured } from '../testing/run-captured.ts';

const BY = { dagId: 'lifecycle', runId: 'first' };
let test: TestServer;
beforeAll(async () => {
  test = await startTestServer({ tokens: { ada: 'token-of-ada-24-characters' } });
  for (const run of ['first', 'second', 'third']) await register('digits', run, chainOf(run));
  await register('plain', 'first', {});
  await test.stores.models.createModel({ name: 'empty' }, 'ada');
  await track();
});
afterAll(() => test.close());

function cli(args: readonly string[], token = TEST_TOKEN): Promise<Captured> {
  return runCaptured(args, { env: { PERDURE_URL: test.server.url, PERDURE_TOKEN: token } });
}

async function register(name: string, runId: string, lineage: object): Promise<void> {
  await test.stores.models.createVersion({
    ...{ name, source: { dagId: 'lifecycle', runId, path: 'register' } },
    ...{ objectKey: `models/${runId}.onnx`, sha256: 'ab'.repeat(32), size: 1234 },
    signature: { inputs: [{ name: 'features', datatype: 'FP32', shape: [-1, 64] }] },
    ...{ metrics: { accuracy: 0.98 }, lineage: { ...lineage }, tags: {} },
  });
}

/** As `register_model` writes it: from the raw file to the file of the model. */
function chainOf(runId: string): object {
  const by = (path: string): object => ({ dagId: 'lifecycle', runId, path });
  const split = (part: string, digit: string): object => ({
    ...{ kind: 'split', name: `${part}, seed 7`, sha256: digit.repeat(64), by: by('split') },
  });
  return {
    chain: [
      { kind: 'raw_file', name: 'digits.csv', sha256: '0'.repeat(64), by: by('ingest') },
      { kind: 'dataset', name: '1797 rows', sha256: '1'.repeat(64), by: by('ingest') },
      ...[split('train', '2'), split('validation', '3'), split('holdout', '4')],
      { kind: 'code', name: 'plan of the dag', sha256: '5'.repeat(64), by: by('train') },
      { kind: 'preprocessing', name: '64 columns', sha256: '6'.repeat(64), by: by('train') },
      { kind: 'candidate', name: 'net (network)', sha256: '7'.repeat(64), by: by('train') },
      { kind: 'onnx', name: 'model.onnx', sha256: 'ab'.repeat(32), by: by('export_onnx') },
    ],
  };
}

async function track(): Promise<void> {
  const task: TrackedTask = {
    ...{ ...BY, path: 'train', generation: 1, attempt: 1, tryNumber: 1 },
    ...{ user: 'worker', startedAt: new Date(0) },
  };
  const metrics = [{ key: 'loss', value: 0.123456789, timestamp: 0, step: 1 }];
  await test.stores.tracking.tasks.recordTask(task, { params: { rate: '0.1' }, metrics, tags: {} });
}

const SHOW = ['models', 'show', 'digits'];
const PROMOTE = ['models', 'promote', 'digits'];

describe('what the verbs of models and experiments print', () => {
  it.each([
    ['models-help', ['models', '--help']],
    ['models-show.lineage', [...SHOW, '--lineage', '--version', '1']],
    ['models-show.no-lineage', ['models', 'show', 'plain', '--lineage']],
    ['models-show.no-version', [...SHOW, '--version', '9']],
    ['models-show.no-alias', [...SHOW, '--alias', 'nobody']],
    ['models-rollback.nowhere', ['models', 'rollback', 'digits']],
    ['models-promote', [...PROMOTE, '--version', '1']],
    ['models-promote.newest', PROMOTE],
    ['models-promote.again', PROMOTE],
    ['models-promote.json', [...PROMOTE, '--alias', 'shadow', '-o', 'json']],
    ['models-promote.no-version', [...PROMOTE, '--version', '9']],
    ['models-promote.empty', ['models', 'promote', 'empty']],
    ['models-promote.no-model', ['models', 'promote', 'nothing']],
    ['models-rollback', ['models', 'rollback', 'digits']],
    ['models-alias-set', ['models', 'alias', 'set', 'digits', 'challenger', '2']],
    ['models-alias-set.bad', ['models', 'alias', 'set', 'digits', 'v2', '2']],
    ['models-alias-set.no-number', ['models', 'alias', 'set', 'digits', 'challenger', 'two']],
    ['models-alias-delete', ['models', 'alias', 'delete', 'digits', 'challenger']],
    ['models-alias-delete.no-model', ['models', 'alias', 'delete', 'nothing', 'challenger']],
    ['models-approve', ['models', 'approve', 'digits', '1', '--reason', 'checked by hand']],
    ['models-approve.reject', ['models', 'approve', 'digits', '2', '--reject']],
    ['models-approve.no-version', ['models', 'approve', 'digits', '9']],
    ['models-show.moved', SHOW],
    ['experiments-list', ['experiments', 'list']],
    ['experiments-show', ['experiments', 'show', 'lifecycle', '--order-by', 'metrics.loss DESC']],
    ['experiments-show.none', ['experiments', 'show', 'lifecycle', '--filter', 'metrics.loss > 1']],
    ['experiments-show.bad', ['experiments', 'show', 'lifecycle', '--filter', "x' OR 1=1 --"]],
    ['experiments-show.unknown', ['experiments', 'show', 'nothing']],
  ])('%s', async (name, args) => {
    await expect(golden(await cli(args))).toMatchFileSnapshot(`../golden/${name}.txt`);
  });
});

describe('the verbs of models', () => {
  it('lead from the version that serves to the hash of the raw file', async () => {
    const { out } = await cli([...SHOW, '--alias', 'champion', '--lineage']);
    const lines = out.split('\n');
    expect(lines[0]).toBe('digits version 1 (champion)');
    expect(lines[1]).toContain(`sha256 ${'ab'.repeat(32)}`);
    expect(lines.at(-1)).toContain(`raw file digits.csv  sha256 ${'0'.repeat(64)}`);
    expect(lines.at(-1)).toContain('by lifecycle/first ingest');
  });

  it('do not promote over a move that was made in between', async () => {
    const { models } = test.stores;
    await models.setAlias('digits', 'raced', 1, 'ada');
    const look = models.getModel.bind(models);
    vi.spyOn(models, 'getModel').mockImplementationOnce(async (name) => {
      const seen = await look(name);
      await models.setAlias('digits', 'raced', 2, 'rival');
      return seen;
    });
    const { code, err } = await cli([...PROMOTE, '--version', '3', '--alias', 'raced']);
    expect(code).not.toBe(0);
    expect(err).toContain('Alias "raced" points at version 2, not at version 1.');
    expect((await models.getByAlias('digits', 'raced'))?.version).toBe(2);
  });

  it('note in the audit whose token it was', async () => {
    await cli(['models', 'approve', 'plain', '1'], 'token-of-ada-24-characters');
    await cli(['models', 'alias', 'set', 'plain', 'champion', '1'], 'token-of-ada-24-characters');
    const audit = (await test.stores.audit.list({})).filter(({ by }) => by === 'ada');
    const actions = audit.map(({ action }) => action);
    expect(actions.slice(0, 2)).toEqual(['model.alias.set', 'model.version.change']);
    const history = await test.stores.models.aliasHistory('plain', 'champion');
    expect(history).toMatchObject([{ from: null, to: 1, user: 'ada' }]);
  });
});
