import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogWriter } from '../stores/logs/index.ts';
import type { Claim, InstanceKey } from '../stores/runs/run-store.ts';
import { startTestServer, TEST_TOKEN, type TestServer } from '../server/testing/test-server.ts';
import { isoDate } from './commands/dags-trigger.ts';
import { golden, runCaptured, type Captured } from './testing/run-captured.ts';
import { RunChanges } from './watch/run-changes.ts';

const RUN = 'lifecycle/first';
const MARK = ['tasks', 'mark', 'lifecycle', 'first'];
const CLEAR = ['tasks', 'clear', 'lifecycle', '--run', 'first'];
const ANSWER = ['approvals', 'answer', RUN, 'release'];
let test: TestServer;
let home: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'perdure-cli-'));
  test = await startTestServer();
  env = { PERDURE_URL: test.server.url, PERDURE_TOKEN: TEST_TOKEN };
  await fill();
});
afterAll(async () => {
  await test.close();
  rmSync(home, { recursive: true, force: true });
});

function cli(...args: string[]): Promise<Captured> {
  return runCaptured(args, { env, cwd: home });
}

function claimOf(path: string, queue: string, attempt: number): Claim {
  return {
    fence: { generation: 1, attempt },
    taskId: path,
    mapIndex: [],
    queue,
    worker: { identity: `${queue}@host:1`, build: 'build-1', device: queue, backend: 'wasm' },
    logKey: `logs/lifecycle/first/${path}/g1-a${attempt}`,
  };
}

async function log(logKey: string, messages: readonly string[]): Promise<void> {
  const writer = new LogWriter({ objects: test.stores.objects, logKey });
  for (const message of messages) {
    const time = '2026-01-01T10:20:30.000Z';
    writer.append({ time, level: 'info', source: 'task', message, data: { epoch: 1 } });
  }
  await writer.close();
}

/** A run with one task that succeeded at its second try and one that failed, and a model. */
async function fill(): Promise<void> {
  const { stores } = test;
  await test.call('POST', '/api/v1/dags/lifecycle/dagRuns', { dag_run_id: 'first' });
  const ingest: InstanceKey = { dagId: 'lifecycle', runId: 'first', path: 'prepare.ingest' };
  const times = { startedAt: new Date(1_000), endedAt: new Date(3_500) };
  const first = claimOf('prepare.ingest', 'cpu', 1);
  await stores.runs.claim(ingest, first);
  await stores.runs.recordFailure(ingest, first.fence, {
    claim: first,
    state: 'up_for_retry',
    error: { type: 'TaskFailed', message: 'The disk is full.' },
    ...times,
  });
  const second = claimOf('prepare.ingest', 'cpu', 2);
  await stores.runs.claim(ingest, second);
  const data = { uri: `dataset://${'ef'.repeat(32)}`, sha256: 'ef'.repeat(32), rows: 1797 };
  const output = { kind: 'inline', value: { rows: 1797, data, metrics: { missing: 0.25 } } };
  await stores.runs.complete(ingest, second.fence, {
    claim: second,
    state: 'success',
    output,
    ...times,
  });
  await log(first.logKey, ['reading', 'the disk is full']);
  await log(second.logKey, ['reading\nagain', 'done \u001b[31mred']);

  const evaluate: InstanceKey = { ...ingest, path: 'evaluate' };
  const third = claimOf('evaluate', 'gpu', 1);
  await stores.runs.claim(evaluate, third);
  await stores.runs.recordFailure(evaluate, third.fence, {
    claim: third,
    state: 'failed',
    error: { type: 'TaskFailed', message: 'Accuracy is 0.4.' },
    ...times,
  });
  await stores.runs.recordTransitions('lifecycle', 'first', [
    { path: 'report', taskId: 'report', mapIndex: [], state: 'upstream_failed' },
  ]);
  await stores.models.createVersion({
    name: 'digits',
    source: { dagId: 'lifecycle', runId: 'first', path: 'register' },
    objectKey: 'models/digits/x.onnx',
    sha256: 'ab'.repeat(32),
    size: 1234,
    signature: { inputs: [{ name: 'features', datatype: 'FP32', shape: [-1, 64] }] },
    metrics: { accuracy: 0.98, f1: 0.97 },
    lineage: { data: 'cd'.repeat(32) },
    tags: { kind: 'network' },
  });
  await stores.models.moveAlias({
    name: 'digits',
    alias: 'champion',
    version: 1,
    expected: null,
    by: { dagId: 'lifecycle', runId: 'first' },
  });
  const beat = { build: 'build-1', host: 'host', pid: 1, startedAt: new Date(0) };
  await stores.fleet.beat({
    ...beat,
    identity: 'cpu@host:1',
    role: 'cpu',
    queue: 'cpu',
    device: 'cpu',
    backend: 'wasm',
  });
  await stores.approvals.open({
    ...{ dagId: 'lifecycle', runId: 'first', path: 'release', generation: 1 },
    ...{ subject: 'Release digits?', detail: { accuracy: 0.98 }, assignees: [], approvers: 1 },
    form: {
      type: 'object',
      properties: { share: { type: 'number', maximum: 1 } },
      required: ['share'],
    },
    deadline: null,
    openedAt: new Date(0),
  });
  const at = { createdAt: new Date(0), changedAt: null };
  test.control.builds = [
    { build: 'build-1', status: 'current', openRuns: 2, ...at },
    { build: 'build-0', status: 'draining', openRuns: 1, ...at },
  ];
}

describe('what the verbs print', () => {
  it.each([
    ['help', ['--help']],
    ['dags-help', ['dags', '--help']],
    ['runs-help', ['runs', '--help']],
    ['dags-list', ['dags', 'list']],
    ['dags-list.json', ['dags', 'list', '--output', 'json']],
    ['dags-show', ['dags', 'show', 'lifecycle']],
    ['dags-show.mermaid', ['dags', 'show', 'lifecycle', '--mermaid']],
    ['dags-pause', ['dags', 'pause', 'lifecycle']],
    ['dags-unpause', ['dags', 'unpause', 'lifecycle']],
    ['dags-trigger', ['dags', 'trigger', 'lifecycle', '--run-id', 'second']],
    ['dags-trigger.bad', ['dags', 'trigger', 'lifecycle', '--conf', '{"minAccuracy": 2, "x": 1}']],
    ['dags-trigger.taken', ['dags', 'trigger', 'lifecycle', '--run-id', 'first']],
    ['dags-trigger.no-json', ['dags', 'trigger', 'lifecycle', '--conf', '{minAccuracy: 2}']],
    ['dags-trigger.no-dag', ['dags', 'trigger', 'nothing']],
    ['runs-list', ['runs', 'list', 'lifecycle']],
    ['runs-list.json', ['runs', 'list', 'lifecycle', '-o', 'json']],
    ['runs-show', ['runs', 'show', RUN]],
    ['runs-show.mermaid', ['runs', 'show', RUN, '--mermaid']],
    ['runs-show.json', ['runs', 'show', RUN, '--output', 'json']],
    ['runs-logs', ['runs', 'logs', RUN]],
    ['runs-logs.task', ['runs', 'logs', RUN, '--task', 'prepare.ingest', '--try', '1']],
    ['runs-logs.no-task', ['runs', 'logs', RUN, '--task', 'nothing']],
    ['runs-logs.json', ['runs', 'logs', RUN, '--task', 'prepare.ingest', '-o', 'json']],
    ['runs-manifest', ['runs', 'manifest', RUN]],
    ['runs-compare', ['runs', 'compare', RUN, 'lifecycle/second']],
    ['runs-compare.json', ['runs', 'compare', RUN, RUN, '-o', 'json']],
    ['reproduce.open', ['reproduce', RUN]],
    ['tasks-help', ['tasks', '--help']],
    ['tasks-clear-help', ['tasks', 'clear', '--help']],
    ['tasks-list', ['tasks', 'list', 'lifecycle']],
    ['tasks-list.json', ['tasks', 'list', 'lifecycle', '-o', 'json']],
    ['tasks-states', ['tasks', 'states', 'lifecycle', 'first']],
    ['tasks-states.yaml', ['tasks', 'states', 'lifecycle', 'first', '-o', 'yaml']],
    ['tasks-state', ['tasks', 'state', 'lifecycle', 'first', 'prepare.ingest']],
    ['tasks-clear.dry', [...CLEAR, '--task', 'prepare', '--dry-run']],
    ['tasks-clear.nobody', [...CLEAR, '--only-failed']],
    ['tasks-clear.unknown', ['tasks', 'clear', 'lifecycle', '--task', 'evalute', 'x[1]']],
    ['tasks-mark.dry', [...MARK, 'evaluate', '--state', 'success', '--dry-run']],
    ['tasks-mark', [...MARK, 'evaluate', '--state', 'success', '--reason', 'looked at it']],
    ['tasks-mark.again', [...MARK, 'evaluate', '--state', 'success']],
    ['tasks-mark.no-state', [...MARK, 'evaluate']],
    ['runs-retry.dry', ['runs', 'retry', RUN, '--dry-run']],
    ['runs-retry', ['runs', 'retry', RUN]],
    ['tasks-clear', [...CLEAR, '--task', 'prepare.ingest', '--downstream', '--yes']],
    ['runs-pause', ['runs', 'pause', RUN, '--reason', 'lunch']],
    ['runs-list.paused', ['runs', 'list', 'lifecycle', '--limit', '1']],
    ['runs-resume', ['runs', 'resume', RUN]],
    ['approvals-list', ['approvals', 'list']],
    ['approvals-show', ['approvals', 'show', RUN, 'release']],
    ['approvals-answer.bad', [...ANSWER, '--approve', '--answer', '{"share": 2, "x": 1}']],
    ['approvals-answer.neither', ANSWER],
    ['approvals-answer', [...ANSWER, '--approve', '--answer', '{"share": 0.1}']],
    ['approvals-answer.again', [...ANSWER, '--reject']],
    ['events-send', ['events', 'send', 'upload', '--id', 'a-1', '--payload', '{"rows": 3}']],
    ['events-send.again', ['events', 'send', 'upload', '--id', 'a-1']],
    ['events-list', ['events', 'list', '--source', 'upload']],
    ['deployments-list', ['deployments', 'list']],
    ['deployments-drain', ['deployments', 'drain', 'build-0']],
    ['deployments-set-current', ['deployments', 'set-current', 'build-0']],
    ['audit-list', ['audit', 'list', '--run', 'first']],
    ['runs-cancel', ['runs', 'cancel', RUN]],
    ['runs-cancel.again', ['runs', 'cancel', RUN]],
    ['runs-show.bad-name', ['runs', 'show', 'first']],
    ['models-list', ['models', 'list']],
    ['models-list.json', ['models', 'list', '-o', 'json']],
    ['models-show', ['models', 'show', 'digits']],
    ['models-show.json', ['models', 'show', 'digits', '--alias', 'champion', '-o', 'json']],
    ['models-show.no-model', ['models', 'show', 'nothing']],
    ['models-show.both', ['models', 'show', 'digits', '--alias', 'a', '--version', '1']],
    ['workers', ['workers']],
    ['usage.no-verb', ['dogs']],
    ['usage.bad-output', ['dags', 'list', '-o', 'xml']],
    ['usage.missing', ['dags', 'trigger']],
  ])('%s', async (name, args) => {
    await expect(golden(await cli(...args))).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('never starts a run for a conf that does not fit', async () => {
    const before = test.control.started.length;
    expect((await cli('dags', 'trigger', 'lifecycle', '--conf', '{"minAccuracy": 2}')).code).toBe(
      2,
    );
    expect(test.control.started).toHaveLength(before);
  });
});

describe('trigger --wait', () => {
  /** Ends the run in the database a moment after it was started, as an engine would. */
  function endSoon(runId: string, state: 'success' | 'failed'): void {
    const instances = [
      { path: 'evaluate', taskId: 'evaluate', mapIndex: [], state },
      { path: 'report', taskId: 'report', mapIndex: [], state: 'skipped', reason: 'because' },
    ];
    const dagId = 'lifecycle';
    const end = {
      dagId,
      runId,
      state,
      endedAt: new Date(),
      result: null,
      note: 'ended',
      instances,
    };
    const poll = setInterval(() => {
      if (!test.control.open.has(`${dagId}/${runId}`)) return;
      clearInterval(poll);
      void test.stores.runs.finishRun(end);
    }, 50);
  }

  it.each([
    ['success', 0],
    ['failed', 1],
  ] as const)('exits with the run: %s gives %i', async (state, code) => {
    const runId = `wait-${state}`;
    endSoon(runId, state);
    const end = await cli('dags', 'trigger', 'lifecycle', '--run-id', runId, '--wait');
    expect(end.code).toBe(code);
    expect(end.out).toContain(`lifecycle/${runId} started.`);
    expect(end.out).toContain('report  skipped  because');
    expect(end.out).toContain(`lifecycle/${runId}: ${state} in`);
    expect(end.err).toBe(state === 'failed' ? 'ended' : '');
  });

  it('gives the ended run as JSON and nothing else', async () => {
    endSoon('wait-json', 'success');
    const end = await cli(
      'dags',
      'trigger',
      'lifecycle',
      '--run-id',
      'wait-json',
      '--wait',
      '-o',
      'json',
    );
    expect(JSON.parse(end.out)).toMatchObject({ dag_run_id: 'wait-json', state: 'success' });
  });

  it('tells each change once', () => {
    const changes = new RunChanges();
    const instance = {
      dag_id: 'd',
      dag_run_id: 'r',
      path: 'train[3]',
      task_id: 'train',
      map_indexes: [3],
      state: 'running',
      try_number: 2,
      queue: 'gpu',
      worker: { identity: 'w', build: 'b', device: 'H200', backend: 'tensorflow' },
      start_date: null,
      end_date: null,
      duration: null,
      error: null,
      reason: null,
    };
    expect(changes.lines([{ ...instance, state: 'scheduled' }])).toEqual([]);
    expect(changes.lines([instance])).toEqual(['train[3]  running  (gpu: H200, try 2)']);
    expect(changes.lines([instance])).toEqual([]);
    expect(changes.done).toBe(0);
    const ended = { ...instance, state: 'success', duration: 75 };
    expect(changes.lines([ended])).toEqual(['train[3]  success  (try 2)  1 m 15 s']);
    expect([changes.done, changes.total]).toEqual([1, 1]);
  });
});

describe('the connection', () => {
  it('is the stack of a folder above, when nothing is set', async () => {
    const folder = join(home, 'project', 'deep');
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(home, 'project', '.perdure'));
    const file = join(home, 'project', '.perdure', 'dev.json');
    const content = {
      serverUrl: test.server.url,
      token: TEST_TOKEN,
      temporalAddress: '',
      temporalUiUrl: null,
      databaseUrl: '',
      objectStore: '',
      pid: 1,
    };
    writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
    expect((await runCaptured(['workers'], { cwd: folder })).code).toBe(0);
    chmodSync(file, 0o644);
    const shared = await runCaptured(['workers'], { cwd: folder });
    expect(shared.code).toBe(2);
    expect(shared.err).toContain('chmod 600');
  });

  it('that is missing, wrong or down is one line and its mend', async () => {
    const none = await runCaptured(['dags', 'list'], { cwd: home });
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err.split('\n')).toHaveLength(2);
    expect(none.err).toContain('perdure dev');

    const half = await runCaptured(['dags', 'list'], { env: { PERDURE_URL: 'http://x' } });
    expect(half).toMatchObject({ code: 2 });

    const wrong = { ...env, PERDURE_TOKEN: 'not-the-token-of-it' };
    const stranger = await runCaptured(['dags', 'list'], { env: wrong });
    expect(stranger).toMatchObject({ code: 2 });
    expect(stranger.err).toContain('does not know this token');

    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const address = closed.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => closed.close(resolve));
    const down = { ...env, PERDURE_URL: `http://127.0.0.1:${port}` };
    const gone = await runCaptured(['dags', 'list'], { env: down });
    expect(gone).toMatchObject({ code: 1 });
    expect(gone.err).toContain(`No server answers at http://127.0.0.1:${port}.`);
  });

  it('shows a stack trace only when asked to', async () => {
    const plain = await runCaptured(['dags', 'list'], { cwd: home });
    expect(plain.err).not.toContain('    at ');
    const debug = await runCaptured(['dags', 'list'], { cwd: home, env: { PERDURE_DEBUG: '1' } });
    expect(debug.err).toContain('    at ');
  });
});

describe('dates', () => {
  it('without a zone are UTC', () => {
    expect(isoDate('2026-11-21')).toBe('2026-11-21T00:00:00.000Z');
    expect(isoDate('2026-11-21T03:04')).toBe('2026-11-21T03:04:00.000Z');
    expect(isoDate('2026-11-21T03:04:05+01:00')).toBe('2026-11-21T02:04:05.000Z');
    expect(() => isoDate('tomorrow')).toThrow('is no date');
  });
});
