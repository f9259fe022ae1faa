import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkerFacts } from '../../stores/runs/run-store.ts';
import { LogWriter } from '../../stores/logs/index.ts';
import { samplePlan, sampleRegion, sampleTask } from '../../workflows/graph/sample-plan.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const RUNS = '/api/v1/dags/lifecycle/dagRuns';
const worker: WorkerFacts = {
  identity: 'cpu@host:1',
  build: 'build-1',
  device: 'cpu',
  backend: 'wasm',
};

let test: TestServer;
let count = 0;
beforeAll(async () => {
  test = await startTestServer();
});
beforeEach(() => {
  count += 1;
});
afterAll(() => test.close());

async function trigger(body: object = { conf: { minAccuracy: 0.5 } }): Promise<string> {
  const answer = await test.call('POST', RUNS, { dag_run_id: `run-${count}`, ...body });
  expect(answer.status).toBe(200);
  return String(answer.body['dag_run_id']);
}

/** What a worker would have written of `prepare.ingest`: a first try that failed, a second one. */
async function workedOn(runId: string, done: boolean): Promise<string> {
  const key = { dagId: 'lifecycle', runId, path: 'prepare.ingest' };
  const claim = (attempt: number): Parameters<typeof test.stores.runs.claim>[1] => ({
    fence: { generation: 1, attempt },
    taskId: 'prepare.ingest',
    mapIndex: [],
    queue: 'cpu',
    worker,
    logKey: `logs/lifecycle/${runId}/prepare.ingest/g1-a${attempt}`,
  });
  const times = { startedAt: new Date(1_000), endedAt: new Date(3_500) };
  await test.stores.runs.claim(key, claim(1));
  await test.stores.runs.recordFailure(
    key,
    { generation: 1, attempt: 1 },
    {
      claim: claim(1),
      state: 'up_for_retry',
      error: { type: 'TaskFailed', message: 'The disk is full.' },
      ...times,
    },
  );
  await test.stores.runs.claim(key, claim(2));
  if (!done) return claim(2).logKey;
  await test.stores.runs.complete(
    key,
    { generation: 1, attempt: 2 },
    {
      claim: claim(2),
      state: 'success',
      output: { kind: 'inline', value: 7 },
      ...times,
    },
  );
  return claim(2).logKey;
}

describe('dags', () => {
  it('are listed, filtered and paged', async () => {
    const { body } = await test.call('GET', '/api/v1/dags');
    expect(body).toMatchObject({
      total_entries: 1,
      dags: [{ dag_id: 'lifecycle', tags: ['demo'] }],
    });
    expect((await test.call('GET', '/api/v1/dags?tag=other')).body['total_entries']).toBe(0);
    expect((await test.call('GET', '/api/v1/dags?paused=true')).body['total_entries']).toBe(0);
    expect((await test.call('GET', '/api/v1/dags?offset=1')).body).toEqual({
      dags: [],
      total_entries: 1,
    });
  });

  it('show their params schema and settings', async () => {
    const { body } = await test.call('GET', '/api/v1/dags/lifecycle');
    expect(body).toMatchObject({
      doc: 'A sample.',
      task_count: 8,
      timetable_summary: '0 3 * * * (Europe/Paris)',
      params: { properties: { minAccuracy: { maximum: 1 } } },
    });
  });

  it('are paused and resumed together with their schedule', async () => {
    const paused = await test.call('PATCH', '/api/v1/dags/lifecycle', { is_paused: true });
    expect(paused.body['is_paused']).toBe(true);
    expect(test.control.schedules.get('lifecycle')).toBe(true);
    await test.call('PATCH', '/api/v1/dags/lifecycle', { is_paused: false });
    expect(test.control.schedules.get('lifecycle')).toBe(false);
  });

  it('give their plan and their picture', async () => {
    expect((await test.call('GET', '/api/v1/dags/lifecycle/plan')).body).toEqual(
      JSON.parse(JSON.stringify(samplePlan())),
    );
    const graph = await test.call('GET', '/api/v1/dags/lifecycle/graph?format=tree');
    expect(graph.body['text']).toContain('├─ map fold');
    const missing = `/api/v1/dags/lifecycle/graph?plan_hash=${'0'.repeat(64)}`;
    expect((await test.call('GET', missing)).body['code']).toBe('UNKNOWN_PLAN');
  });

  it('that nobody published are not found', async () => {
    for (const path of ['', '/plan', '/graph', '/dagRuns']) {
      const answer = await test.call('GET', `/api/v1/dags/nothing${path}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'UNKNOWN_DAG' } });
    }
  });
});

describe('triggering', () => {
  it('fills in defaults, keeps the plan hash and names the run by time', async () => {
    const { status, body } = await test.call('POST', RUNS, { conf: { minAccuracy: 0.5 } });
    expect(status).toBe(200);
    expect(body['dag_run_id']).toMatch(/^manual__\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(body).toMatchObject({ run_type: 'manual', plan_hash: samplePlan().hash });
    const bare = await test.call('POST', RUNS, {});
    expect(bare.body['conf']).toEqual({ minAccuracy: 0.95 });
  });

  it('takes a logical date', async () => {
    const { body } = await test.call('POST', RUNS, {
      logical_date: '2026-01-02T03:04:05+01:00',
      dag_run_id: 'dated',
    });
    expect(body['logical_date']).toBe('2026-01-02T02:04:05.000Z');
    expect(test.control.started.at(-1)?.run.dataInterval.start).toBe('2026-01-02T02:04:05.000Z');
  });

  it('lists every fault of a bad conf and starts nothing', async () => {
    const before = test.control.started.length;
    const { status, body } = await test.call('POST', RUNS, {
      conf: { minAccuracy: 2, rows: 0.5, typo: 1 },
    });
    expect(status).toBe(422);
    expect(body['code']).toBe('INVALID_PARAMS');
    expect(body['issues']).toMatchObject([
      { path: 'minAccuracy', message: 'Too big: expected number to be <=1' },
      { path: 'rows' },
      { path: 'typo', message: 'Unknown key' },
    ]);
    expect(test.control.started).toHaveLength(before);
  });

  it('refuses a run id that is taken', async () => {
    const runId = await trigger();
    const again = await test.call('POST', RUNS, { dag_run_id: runId, conf: { minAccuracy: 0.1 } });
    expect(again).toMatchObject({ status: 409, body: { code: 'RUN_EXISTS' } });
  });

  it('works on a paused dag', async () => {
    await test.call('PATCH', '/api/v1/dags/lifecycle', { is_paused: true });
    await trigger();
    await test.call('PATCH', '/api/v1/dags/lifecycle', { is_paused: false });
  });

  it.each([
    ['an unknown key', { confg: {} }],
    ['a conf that is no object', { conf: [1] }],
    ['a bad run id', { dag_run_id: '../x' }],
    ['a run id with ..', { dag_run_id: 'a..b' }],
    ['a bad date', { logical_date: 'yesterday' }],
    ['a body that is a list', [1]],
  ])('refuses %s', async (_, body) => {
    const answer = await test.call('POST', RUNS, body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_REQUEST' } });
  });

  it.each([
    ['no JSON', '{'],
    ['__proto__', '{"conf":{"__proto__":{"a":1}}}'],
    ['a constructor with a prototype', '{"conf":{"constructor":{"prototype":{"a":1}}}}'],
    ['deep nesting', `{"conf":{"a":${'['.repeat(100)}${']'.repeat(100)}}}`],
  ])('refuses %s', async (_, body) => {
    expect((await test.call('POST', RUNS, body)).status).toBe(400);
  });

  it('refuses a body over 1 MB', async () => {
    const body = JSON.stringify({ conf: { x: 'y'.repeat(1_100_000) } });
    expect((await test.call('POST', RUNS, body)).status).toBe(413);
  });
});

describe('runs', () => {
  it('are listed newest first, in pages', async () => {
    const first = await test.call('GET', '/api/v1/dags/~/dagRuns?limit=1');
    expect(first.body['dag_runs']).toHaveLength(1);
    const before = String(first.body['next_before']);
    const second = await test.call('GET', `/api/v1/dags/~/dagRuns?limit=1&before=${before}`);
    expect(second.body['dag_runs']).toHaveLength(1);
    expect(second.body).not.toEqual(first.body);
  });

  it('are stopped once', async () => {
    const runId = await trigger();
    expect((await test.call('POST', `${RUNS}/${runId}/cancel`)).status).toBe(202);
    const again = await test.call('POST', `${RUNS}/${runId}/cancel`);
    expect(again).toMatchObject({ status: 409, body: { code: 'RUN_NOT_OPEN' } });
  });

  it('show their own graph after the dag was edited', async () => {
    const runId = await trigger();
    const edited = samplePlan({
      hash: 'ab'.repeat(32),
      groups: [],
      root: sampleRegion([sampleTask('other')]),
    });
    await test.stores.dags.publish({ plan: edited, file: 'lifecycle.dag.ts', build: 'build-2' });
    const graph = await test.call('GET', `${RUNS}/${runId}/graph?format=tree`);
    expect(graph.body['text']).toContain('prepare.ingest');
    const dag = await test.call('GET', '/api/v1/dags/lifecycle/graph?format=tree');
    expect(dag.body['text']).not.toContain('prepare.ingest');
    await test.stores.dags.publish({
      plan: samplePlan(),
      file: 'lifecycle.dag.ts',
      build: 'build-1',
    });
  });

  it('that are not there are not found', async () => {
    for (const path of [
      '',
      '/graph',
      '/taskInstances',
      '/taskInstances/a',
      '/taskInstances/a/attempts',
    ]) {
      const answer = await test.call('GET', `${RUNS}/nothing${path}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'UNKNOWN_RUN' } });
    }
  });
});

describe('task instances', () => {
  it('join what workers wrote with what the open run says', async () => {
    const runId = await trigger();
    await workedOn(runId, false);
    test.control.open.set(`lifecycle/${runId}`, {
      runState: 'running',
      planHash: samplePlan().hash,
      counts: {},
      instances: [
        { path: 'prepare.ingest', taskId: 'prepare.ingest', mapIndex: [], state: 'scheduled' },
        { path: 'evaluate', taskId: 'evaluate', mapIndex: [], state: 'none' },
      ],
    });
    const { body } = await test.call('GET', `${RUNS}/${runId}/taskInstances`);
    expect(body).toMatchObject({
      live: true,
      task_instances: [
        { path: 'prepare.ingest', state: 'running', try_number: 2, worker: { device: 'cpu' } },
        { path: 'evaluate', state: 'none', try_number: 0, worker: null },
      ],
    });
  });

  it('come from the database alone once the run is closed', async () => {
    const runId = await trigger();
    await workedOn(runId, true);
    await test.stores.runs.finishRun({
      dagId: 'lifecycle',
      runId,
      state: 'success',
      endedAt: new Date(),
      result: null,
      instances: [],
    });
    const { body } = await test.call('GET', `${RUNS}/${runId}/taskInstances`);
    expect(body).toMatchObject({
      live: false,
      task_instances: [{ state: 'success', duration: 2.5 }],
    });
    const one = await test.call('GET', `${RUNS}/${runId}/taskInstances/prepare.ingest`);
    expect(one.body['output']).toEqual({ kind: 'inline', value: 7 });
  });

  it('list their attempts with the error of each', async () => {
    const runId = await trigger();
    await workedOn(runId, true);
    const { body } = await test.call(
      'GET',
      `${RUNS}/${runId}/taskInstances/prepare.ingest/attempts`,
    );
    expect(body).toMatchObject({
      total_entries: 2,
      attempts: [
        { try_number: 1, error: { type: 'TaskFailed', message: 'The disk is full.' } },
        { try_number: 2, error: null },
      ],
    });
  });

  it('give their log while they run and after, from a cursor on', async () => {
    const runId = await trigger();
    const logKey = await workedOn(runId, false);
    const writer = new LogWriter({ objects: test.stores.objects, logKey });
    const line = (message: string): Parameters<typeof writer.append>[0] => ({
      time: '2026-01-01T00:00:00.000Z',
      level: 'info',
      source: 'task',
      message,
    });
    writer.append(line('epoch 1'));
    await writer.flush();
    const log = `${RUNS}/${runId}/taskInstances/prepare.ingest/logs/2`;
    const first = await test.call('GET', log);
    expect(first.body).toMatchObject({ finished: false, lines: [{ message: 'epoch 1' }] });
    writer.append(line('epoch 2'));
    await writer.close();
    await workedOn(runId, true);
    const second = await test.call('GET', `${log}?after=${String(first.body['next'])}`);
    expect(second.body).toMatchObject({ lines: [{ message: 'epoch 2' }] });
    const end = await test.call('GET', `${log}?after=${String(second.body['next'])}`);
    expect(end.body).toMatchObject({ lines: [], finished: true });
    expect((await test.call('GET', log.replace(/2$/, '9'))).status).toBe(404);
  });

  it('take brackets in their path, escaped or not', async () => {
    const runId = await trigger();
    for (const path of ['fold[0].inner.train', 'fold%5B0%5D.inner.train']) {
      const { status, body } = await test.call('GET', `${RUNS}/${runId}/taskInstances/${path}`);
      expect(status).toBe(404);
      expect(body['detail']).toContain('"fold[0].inner.train"');
    }
  });
});

describe('models, workers and health', () => {
  it('list versions and aliases', async () => {
    const source = { dagId: 'lifecycle', runId: 'r', path: 'register' };
    await test.stores.models.createVersion({
      name: 'digits',
      source,
      objectKey: 'models/x',
      sha256: 'ab'.repeat(32),
      size: 3,
      signature: {},
      metrics: { accuracy: 0.98 },
      lineage: {},
      tags: {},
    });
    await test.stores.models.moveAlias({
      name: 'digits',
      alias: 'champion',
      version: 1,
      expected: null,
      by: { dagId: 'lifecycle', runId: 'r' },
    });
    const list = await test.call('GET', '/api/v1/models');
    expect(list.body).toMatchObject({ models: [{ name: 'digits', aliases: { champion: 1 } }] });
    const version = await test.call('GET', '/api/v1/models/digits/aliases/champion');
    expect(version.body).toMatchObject({ version: 1, metrics: { accuracy: 0.98 } });
    expect(JSON.stringify(version.body)).not.toContain('models/x');
    expect((await test.call('GET', '/api/v1/models/digits/versions/2')).status).toBe(404);
    expect((await test.call('GET', '/api/v1/models/digits/versions/0')).status).toBe(400);
    expect((await test.call('GET', '/api/v1/models/other')).body['code']).toBe('UNKNOWN_MODEL');
  });

  it('list workers, import errors and health', async () => {
    await test.stores.dags.setLoadErrors('dags', [
      { file: 'a.dag.ts', code: 'DAG001', message: 'No.' },
    ]);
    expect((await test.call('GET', '/api/v1/importErrors')).body).toEqual({
      import_errors: [{ filename: 'a.dag.ts', code: 'DAG001', message: 'No.' }],
      total_entries: 1,
    });
    const down = await test.call('GET', '/api/v1/monitor/health');
    expect(down.body).toMatchObject({ engine: { status: 'unhealthy' }, queues: {} });
    const beat = { build: 'b', host: 'h', pid: 1, backend: 'none', startedAt: new Date(0) };
    await test.stores.fleet.beat({
      ...beat,
      identity: 'e',
      role: 'engine',
      queue: 'cpu',
      device: 'cpu',
    });
    await test.stores.fleet.beat({
      ...beat,
      identity: 'g',
      role: 'gpu',
      queue: 'gpu',
      device: 'H200',
    });
    const up = await test.call('GET', '/api/v1/monitor/health');
    expect(up.body).toMatchObject({ engine: { status: 'healthy' }, queues: { gpu: 1 } });
    expect((await test.call('GET', '/api/v1/workers')).body['total_entries']).toBe(2);
  });
});

describe('answers', () => {
  it('to an unforeseen fault name the request and nothing else', async () => {
    const broken = await startTestServer();
    const hidden = 'connect /home/someone/socket';
    Object.assign(broken.stores.dags, { list: () => Promise.reject(new Error(hidden)) });
    const { status, body } = await broken.call('GET', '/api/v1/dags');
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'INTERNAL' });
    expect(JSON.stringify(body)).not.toMatch(/someone|stack|\.ts/);
    const gone = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    Object.assign(broken.stores.dags, { list: () => Promise.reject(gone) });
    const away = await broken.call('GET', '/api/v1/dags');
    expect(away).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    expect(away.headers['retry-after']).toBe('2');
    await broken.close();
  });

  it('to other media types and unknown query keys are refusals', async () => {
    expect((await test.call('GET', '/api/v1/dags?x=1')).status).toBe(422);
    expect((await test.call('GET', '/api/v1/dags?limit=0')).status).toBe(422);
    expect((await test.call('GET', '/api/v1/dags/-bad')).status).toBe(400);
    expect((await test.call('GET', '/api/v1/none')).status).toBe(404);
    expect((await test.call('GET', `/api/v1/dags/${'a'.repeat(5_000)}`)).body['code']).toBe(
      'INVALID_PATH',
    );
  });

  it('describe themselves as OpenAPI 3.1', async () => {
    const { body } = await test.call('GET', '/api/v1/openapi.json');
    expect(body['openapi']).toBe('3.1.0');
    expect(Object.keys(body['paths'] as object)).toContain(
      '/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{path}/logs/{try_number}',
    );
  });
});
