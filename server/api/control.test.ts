import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ControlError } from '../../stores/temporal/index.ts';
import type { Claim, RunStore } from '../../stores/runs/run-store.ts';
import { startTestServer, TEST_TOKEN, type TestServer } from '../testing/test-server.ts';

const DAG = '/api/v1/dags/lifecycle';
const ADA = 'ada-has-a-token-of-her-own';
const worker = { identity: 'cpu@host:1', build: 'build-1', device: 'cpu', backend: 'wasm' };
const times = { startedAt: new Date(1_000), endedAt: new Date(3_500) };

let test: TestServer;
let count = 0;
let runId: string;
let RUN: string;
let runs: RunStore;

beforeAll(async () => {
  test = await startTestServer({ tokens: { ada: ADA } });
  runs = test.stores.runs;
});
afterAll(() => test.close());
beforeEach(async () => {
  count += 1;
  runId = `run-${count}`;
  RUN = `${DAG}/dagRuns/${runId}`;
  await test.call('POST', `${DAG}/dagRuns`, { dag_run_id: runId });
  await ends('prepare.ingest', 'success');
  await ends('prepare.clean.trim', 'failed');
  const rest = ['evaluate', 'deploy', 'smoke', 'report'];
  const transitions = rest.map((path) => ({
    ...{ path, taskId: path, mapIndex: [], state: 'upstream_failed' },
  }));
  await runs.recordTransitions('lifecycle', runId, transitions);
});
const FAILED = ['deploy', 'evaluate', 'prepare.clean.trim', 'report', 'smoke'];

/** A first try that ended so. */
async function ends(path: string, state: 'success' | 'failed'): Promise<void> {
  const key = { dagId: 'lifecycle', runId, path };
  const claim: Claim = {
    fence: { generation: 1, attempt: 1 },
    ...{ taskId: path, mapIndex: [], queue: 'cpu', worker, logKey: `logs/${runId}/${path}` },
  };
  await runs.claim(key, claim);
  if (state === 'success') {
    const output = { kind: 'inline', value: 7 };
    await runs.complete(key, claim.fence, { claim, state, output, ...times });
    return;
  }
  const error = { type: 'TaskFailed', message: 'No.' };
  await runs.recordFailure(key, claim.fence, { claim, state, error, ...times });
}

async function finish(state: 'success' | 'failed'): Promise<void> {
  const end = { state, endedAt: new Date(), result: null, instances: [] };
  await runs.finishRun({ dagId: 'lifecycle', runId, ...end });
}

function clear(body: object, headers: Record<string, string> = {}): ReturnType<TestServer['call']> {
  const whole = { dag_run_id: runId, only_failed: false, dry_run: false, ...body };
  return test.call('POST', `${DAG}/clearTaskInstances`, whole, headers);
}

function paths(body: Record<string, unknown>): string[] {
  const rows = body['task_instances'] as readonly { readonly path: string }[];
  return rows.map(({ path }) => path);
}

async function deeds(): Promise<readonly Record<string, unknown>[]> {
  const { body } = await test.call('GET', `/api/v1/eventLogs?run_id=${runId}`);
  return body['event_logs'] as readonly Record<string, unknown>[];
}

describe('clearing', () => {
  it('is a dry run unless told otherwise, as in Airflow, and then changes nothing', async () => {
    const dry = await test.call('POST', `${DAG}/clearTaskInstances`, { dag_run_id: runId });
    expect(dry.status).toBe(200);
    expect(dry.body).toMatchObject({ dry_run: true, generation: null, request_id: null });
    expect(paths(dry.body).sort()).toEqual(FAILED);
    expect(await deeds()).toHaveLength(1);
    expect((await test.call('GET', RUN)).body['generation']).toBe(1);
  });

  it('goes by the graph, keeps what was not chosen, and is audited with who and why', async () => {
    const { body } = await clear({
      task_ids: ['prepare.clean.trim'],
      include_downstream: true,
      note: 'the disk is mended',
    });
    expect(paths(body).sort()).toEqual(FAILED);
    expect(body).toMatchObject({ dry_run: false, generation: 2, total_entries: 5 });
    const kept = await runs.getInstance({ dagId: 'lifecycle', runId, path: 'prepare.ingest' });
    expect(kept).toMatchObject({ state: 'success', output: { value: 7 } });
    expect((await deeds())[0]).toMatchObject({
      event: 'run.clear',
      owner: 'admin',
      reason: 'the disk is mended',
      event_log_id: body['request_id'],
    });
    const tries = await test.call('GET', `${RUN}/taskInstances/prepare.clean.trim/attempts`);
    expect(tries.body).toMatchObject({ attempts: [{ try_number: 1, generation: 1 }] });
  });

  it('opens a run that has ended', async () => {
    await finish('failed');
    expect((await clear({ only_failed: true })).status).toBe(200);
    expect((await test.call('GET', RUN)).body).toMatchObject({ state: 'running', generation: 3 });
  });

  it('takes groups, instances and pairs of id and map index', async () => {
    const dry = { dry_run: true };
    const group = await clear({ ...dry, task_ids: ['prepare'] });
    expect(paths(group.body).sort()).toEqual(['prepare.clean.trim', 'prepare.ingest']);
    const none = await clear({
      ...dry,
      task_ids: ['fold[0].inner.train', ['fold.inner.train', 2]],
    });
    expect(none).toMatchObject({ status: 200, body: { total_entries: 0 } });
  });

  it('of nothing is no request to the run', async () => {
    const before = test.control.requests.length;
    const { body } = await clear({ task_ids: ['fold'] });
    expect(body).toMatchObject({ total_entries: 0, request_id: null });
    expect(test.control.requests).toHaveLength(before);
  });

  it('names every task that is not in the plan', async () => {
    const { status, body } = await clear({ task_ids: ['evaluate', 'evalute', 'nothing[2]'] });
    expect(status).toBe(422);
    expect(body['code']).toBe('INVALID_SELECTION');
    expect(body['issues']).toMatchObject([{ path: 'task_ids[1]' }, { path: 'task_ids[2]' }]);
  });

  it('hands on where it is to run and what of it is kept', async () => {
    await clear({ keep_checkpoints: true, run_on_latest_version: true });
    expect(test.control.requests.at(-1)).toMatchObject({
      options: { latest: true },
      request: { verb: 'clear', keepCheckpoints: true },
    });
  });

  it('with an Idempotency-Key is done once and answered again, also when the run ended since', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const body = { task_ids: ['prepare.ingest'] };
    const first = await clear(body, key);
    const before = test.control.requests.length;
    const again = await clear(body, key);
    expect(again.body).toMatchObject({ request_id: first.body['request_id'], total_entries: 1 });
    await finish('failed');
    expect((await clear(body, key)).body['request_id']).toBe(first.body['request_id']);
    expect(test.control.requests).toHaveLength(before);
    expect((await test.call('GET', RUN)).body['state']).toBe('failed');
    const other = await clear({ task_ids: ['evaluate'] }, key);
    expect(other.body['request_id']).not.toBe(first.body['request_id']);
  });

  it.each([
    ['a note that is too long', { note: 'x'.repeat(501) }],
    ['a note that no database keeps', { note: 'a\u0000b' }],
    ['more names than a person writes', { task_ids: Array.from({ length: 1_001 }, () => 'a') }],
    ['no name at all', { task_ids: [] }],
    ['runs of other dates', { include_future: true }],
    ['leaving the run closed', { reset_dag_runs: false }],
  ])('refuses %s', async (_, body) => {
    expect(await clear(body)).toMatchObject({ status: 422, body: { code: 'INVALID_REQUEST' } });
  });

  it.each([
    ['NOT_OPEN', 409, 'RUN_NOT_OPEN'],
    ['NO_WORKERS', 409, 'NO_WORKERS'],
    ['REFUSED', 409, 'VERB_REFUSED'],
    ['NOT_ANSWERING', 503, 'RUN_NOT_ANSWERING'],
  ] as const)('tells why the run did not take it: %s', async (code, status, problem) => {
    test.control.refuses = new ControlError(code, 'Because.');
    const refused = await clear({});
    expect(refused).toMatchObject({ status, body: { code: problem, detail: 'Because.' } });
    expect(refused.headers['retry-after']).toBe(status === 503 ? '2' : undefined);
  });
});

describe('marking', () => {
  it('gives an instance its end without running it', async () => {
    const { body } = await test.call('PATCH', `${RUN}/taskInstances/prepare.clean.trim`, {
      new_state: 'success',
      note: 'done by hand',
    });
    expect(paths(body)).toEqual(['prepare.clean.trim']);
    expect(body).toMatchObject({ task_instances: [{ state: 'success' }] });
    expect((await deeds())[0]).toMatchObject({ event: 'run.mark', reason: 'done by hand' });
  });

  it('has a dry run, takes several names, and leaves out what has that end', async () => {
    const body = { new_state: 'success', task_ids: ['prepare', 'evaluate'], dry_run: true };
    const dry = await test.call('PATCH', `${RUN}/taskInstances`, body);
    expect(paths(dry.body).sort()).toEqual(['evaluate', 'prepare.clean.trim']);
    expect(await deeds()).toHaveLength(1);
  });

  it('refuses other words', async () => {
    const answer = await test.call('PATCH', `${RUN}/taskInstances/evaluate`, { new_state: 'none' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_REQUEST' } });
  });
});

describe('a run', () => {
  it('is paused and resumed', async () => {
    const paused = await test.call('PATCH', RUN, { paused: true, note: 'lunch' });
    expect(paused).toMatchObject({ status: 200, body: { is_paused: true } });
    expect((await test.call('PATCH', RUN, { paused: false })).body['is_paused']).toBe(false);
    expect((await deeds()).map(({ event }) => event).slice(0, 2)).toEqual([
      'run.resume',
      'run.pause',
    ]);
  });

  it('that has ended is not paused, resumed or stopped', async () => {
    await finish('success');
    for (const body of [{ paused: true }, { paused: false }, { state: 'failed' }]) {
      const answer = await test.call('PATCH', RUN, body);
      expect(answer).toMatchObject({ status: 409, body: { code: 'RUN_NOT_OPEN' } });
    }
  });

  it('is stopped by `failed`, cleared by `queued`', async () => {
    expect((await test.call('PATCH', RUN, { state: 'failed' })).body['state']).toBe('failed');
    expect((await test.call('PATCH', RUN, { state: 'queued' })).body['state']).toBe('running');
    expect((await deeds()).map(({ event }) => event).slice(0, 2)).toEqual([
      'run.clear',
      'run.cancel',
    ]);
  });

  it('is asked for one thing at a time', async () => {
    for (const body of [{}, { note: 'x' }, { paused: true, state: 'failed' }]) {
      expect((await test.call('PATCH', RUN, body)).status).toBe(422);
    }
  });

  it('is retried: what failed runs again', async () => {
    await finish('failed');
    const body = { only_failed: true, dry_run: false };
    const retried = await test.call('POST', `${RUN}/clear`, body);
    expect(paths(retried.body).sort()).toEqual(FAILED);
    expect((await test.call('GET', RUN)).body['state']).toBe('running');
  });

  it('links to the runs it started', async () => {
    const { run } = await runs.createRun({
      ...{ dagId: 'lifecycle', runId: `child-${count}`, runType: 'child', params: {} },
      ...{ planHash: 'x', logicalDate: new Date(0), state: 'running', workflowId: 'x' },
      dataInterval: { start: new Date(0), end: new Date(0) },
      parent: { dagId: 'lifecycle', runId, path: 'deploy' },
    });
    const { body } = await test.call('GET', `${RUN}/children`);
    expect(body).toMatchObject({
      total_entries: 1,
      dag_runs: [{ dag_run_id: run.runId, parent: { dag_run_id: runId, path: 'deploy' } }],
    });
  });
});

describe('large runs', () => {
  it('are read in pages, filtered, and counted', async () => {
    await finish('failed');
    const first = await test.call('GET', `${RUN}/taskInstances?limit=4`);
    expect(first.body).toMatchObject({
      total_entries: 6,
      counts: { success: 1, failed: 1, upstream_failed: 4 },
    });
    const after = String(first.body['next_after']);
    const second = await test.call('GET', `${RUN}/taskInstances?limit=4&after=${after}`);
    expect([...paths(first.body), ...paths(second.body)].sort()).toEqual(
      [...FAILED, 'prepare.ingest'].sort(),
    );
    expect(second.body['next_after']).toBeNull();
    const failed = await test.call('GET', `${RUN}/taskInstances?state=failed`);
    expect(paths(failed.body)).toEqual(['prepare.clean.trim']);
    const one = await test.call('GET', `${RUN}/taskInstances?task_id=evaluate&state=failed`);
    expect(one.body).toMatchObject({ total_entries: 0, task_instances: [] });
    expect((await test.call('GET', `${RUN}/taskInstances?state=lost`)).status).toBe(422);
  });

  it('of tens of thousands are never asked themselves', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => ({
      ...{ path: `fold[${index}].inner.train`, taskId: 'fold.inner.train', mapIndex: [index] },
      state: 'success',
    }));
    await runs.recordTransitions('lifecycle', runId, many);
    const page = await test.call('GET', `${RUN}/taskInstances?task_id=fold.inner.train&limit=3`);
    expect(page.body).toMatchObject({ live: false, total_entries: 2_500 });
    expect(paths(page.body)).toEqual([0, 1, 2].map((index) => `fold[${index}].inner.train`));
  });
});

describe('why an instance does not run', () => {
  const beat = { host: 'h', pid: 1, device: 'cpu', backend: 'none', startedAt: new Date() };

  async function whyOf(path: string): Promise<unknown> {
    const { body } = await test.call('GET', `${RUN}/taskInstances/${path}`);
    return [body['state'], body['reason']];
  }

  function live(...rows: readonly (readonly [path: string, state: string])[]): void {
    test.control.open.set(`lifecycle/${runId}`, {
      ...{ runState: 'running', planHash: null, counts: {} },
      instances: rows.map(([path, state]) => ({
        ...{ path, taskId: path.replace(/\[\d+\]/g, ''), mapIndex: [], state },
      })),
    });
  }

  it('says which queue has no worker, of which build', async () => {
    const builds = { createdAt: null, changedAt: null, openRuns: 1 };
    test.control.builds = [{ build: 'build-one', status: 'current', ...builds }];
    live(['fold[0].inner.train', 'scheduled'], ['prepare.ingest', 'success']);
    const { fleet } = test.stores;
    expect(await whyOf('fold[0].inner.train')).toEqual([
      'queued',
      'no worker for cpu that runs workflows (build build-one)',
    ]);
    const engine = { ...beat, identity: 'e', role: 'engine', queue: 'cpu' } as const;
    await fleet.beat({ ...engine, build: 'build-one' });
    const gpu = { ...beat, identity: 'g', role: 'gpu', queue: 'gpu' } as const;
    expect(await whyOf('fold[0].inner.train')).toEqual([
      'queued',
      'no worker for gpu (build build-one)',
    ]);
    await fleet.beat({ ...gpu, build: 'build-two' });
    expect(await whyOf('fold[0].inner.train')).toEqual([
      'queued',
      'no worker for gpu (build build-one); workers of other builds are there',
    ]);
    await fleet.beat({ ...gpu, build: 'build-one' });
    expect(await whyOf('fold[0].inner.train')).toEqual(['scheduled', null]);
  });

  it('says that the run is paused, and what it waits for', async () => {
    live(['enough', 'running'], ['fold', 'none']);
    expect(await whyOf('fold')).toEqual(['none', 'waiting for enough']);
    await test.call('PATCH', RUN, { paused: true });
    expect(await whyOf('fold')).toEqual(['none', 'paused: the run starts nothing new']);
    expect(await whyOf('evaluate')).toEqual(['upstream_failed', null]);
  });
});

describe('approvals', () => {
  const form = {
    type: 'object',
    properties: { share: { type: 'number', maximum: 1 }, why: { type: 'string' } },
    required: ['share'],
  };
  let ONE: string;

  async function ask(more: { assignees?: string[]; approvers?: number } = {}): Promise<void> {
    ONE = `${RUN}/taskInstances/release/hitlDetails`;
    await test.stores.approvals.open({
      ...{ dagId: 'lifecycle', runId, path: 'release', generation: 1 },
      ...{ subject: 'Release?', detail: null, form, deadline: null, openedAt: new Date() },
      ...{ assignees: [], approvers: 1, ...more },
    });
  }

  function answer(body: object, token = TEST_TOKEN): ReturnType<TestServer['call']> {
    return test.call('PATCH', ONE, body, { authorization: `Bearer ${token}` });
  }

  it('are listed, shown and answered, and the answer is the person of the token', async () => {
    await ask();
    const list = await test.call('GET', `/api/v1/approvals?open=true&dag_run_id=${runId}`);
    expect(list.body).toMatchObject({ approvals: [{ path: 'release', outcome: null }] });
    const done = await answer({ decision: 'approved', answer: { share: 0.5 } }, ADA);
    expect(done.body).toMatchObject({
      outcome: 'approved',
      answers: [{ by: 'ada', decision: 'approved', answer: { share: 0.5 } }],
    });
    const open = await test.call('GET', `/api/v1/approvals?open=true&dag_run_id=${runId}`);
    expect(open.body['total_entries']).toBe(0);
    expect((await deeds())[0]).toMatchObject({ event: 'approval.answer', owner: 'ada' });
  });

  it('check the form and tell every fault; a rejection needs none', async () => {
    await ask();
    const bad = await answer({ decision: 'approved', answer: { share: 2, why: 1, x: 1 } });
    expect(bad).toMatchObject({ status: 422, body: { code: 'INVALID_ANSWER' } });
    expect(bad.body['issues']).toMatchObject([{ path: 'share' }, { path: 'why' }, { path: 'x' }]);
    expect((await answer({ decision: 'approved' })).status).toBe(422);
    const nul = { share: 0.1, why: 'a\u0000' };
    expect((await answer({ decision: 'approved', answer: nul })).status).toBe(422);
    expect((await answer({ decision: 'rejected' })).body['outcome']).toBe('rejected');
  });

  it('take answers of those who are asked alone, and of each approver', async () => {
    await ask({ assignees: ['ada', 'admin'], approvers: 2 });
    const yes = { decision: 'approved', answer: { share: 0.5 } };
    expect((await answer(yes)).body['outcome']).toBeNull();
    expect((await answer(yes, ADA)).body['outcome']).toBe('approved');
    const late = await answer(yes, ADA);
    expect(late).toMatchObject({ status: 409, body: { code: 'APPROVAL_CLOSED' } });
  });

  it('refuse those who are not asked, and questions that are none', async () => {
    await ask({ assignees: ['grace'] });
    const yes = { decision: 'approved', answer: { share: 0.5 } };
    expect(await answer(yes, ADA)).toMatchObject({ status: 403, body: { code: 'NOT_ASSIGNED' } });
    const none = await test.call('GET', `${RUN}/taskInstances/evaluate/hitlDetails`);
    expect(none).toMatchObject({ status: 404, body: { code: 'UNKNOWN_APPROVAL' } });
  });
});

describe('events', () => {
  const event = { source: 'upload', payload: { rows: 3 } };

  it('are kept once, wake a waiting run once, and are audited without their payload', async () => {
    const wait = { dagId: 'lifecycle', runId, path: 'arrival', generation: 1 };
    const where = { rows: 3 };
    await test.stores.events.awaitEvent({ ...wait, source: 'upload', where, since: new Date(0) });
    const answers = [];
    for (let sent = 0; sent < 5; sent++) {
      answers.push((await test.call('POST', '/api/v1/events', { ...event, event_id: runId })).body);
    }
    expect(answers.map(({ created }) => created)).toEqual([true, false, false, false, false]);
    expect(answers[0]).toMatchObject({ delivered_to: [{ dag_run_id: runId, path: 'arrival' }] });
    expect(test.control.delivered.filter((each) => each.wait.runId === runId)).toHaveLength(1);
    const log = await test.call('GET', '/api/v1/eventLogs?limit=1');
    expect(log.body).toMatchObject({ event_logs: [{ event: 'event.send', owner: 'admin' }] });
    expect(JSON.stringify(log.body)).not.toContain('rows');
  });

  it('are listed, those of assets apart', async () => {
    const asset = { source: 'digits', kind: 'asset', eventId: runId, payload: 1 } as const;
    const origin = { dagId: 'lifecycle', runId, path: 'prepare.ingest' };
    await test.stores.events.record({ ...asset, time: new Date(), origin });
    const list = await test.call('GET', '/api/v1/assets/events?source=digits');
    expect(list.body).toMatchObject({ events: [{ kind: 'asset', origin: { path: origin.path } }] });
    const others = await test.call('GET', '/api/v1/events?source=nothing');
    expect(others.body['total_entries']).toBe(0);
  });

  it.each([
    ['no source', { event_id: 'x' }],
    ['an empty id', { ...event, event_id: '' }],
    ['an id that is too long', { ...event, event_id: 'x'.repeat(201) }],
    ['a payload that no database keeps', { ...event, event_id: 'x', payload: { a: '\u0000' } }],
    ['a time that is none', { ...event, event_id: 'x', time: 'soon' }],
  ])('are refused with %s', async (_, body) => {
    expect((await test.call('POST', '/api/v1/events', body)).status).toBe(422);
  });
});

describe('builds', () => {
  const beat = { host: 'h', pid: 1, device: 'cpu', backend: 'none', startedAt: new Date() };
  const more = { createdAt: null, changedAt: null, openRuns: 3 };

  it('are listed with their workers, drained and made current', async () => {
    test.control.builds = [
      { build: 'new-1', status: 'current', ...more },
      { build: 'old-1', status: 'draining', ...more },
    ];
    const { fleet } = test.stores;
    const engine = { ...beat, identity: 'new', role: 'engine', queue: 'cpu' } as const;
    await fleet.beat({ ...engine, build: 'new-1' });
    const list = await test.call('GET', '/api/v1/deployments');
    expect(list.body['deployments']).toMatchObject([
      {
        build: 'new-1',
        status: 'current',
        open_runs: 3,
        queues: [{ queue: 'engine', workers: 1 }],
      },
      { build: 'old-1', status: 'draining', queues: [] },
      ...(list.body['deployments'] as unknown[]).slice(2),
    ]);
    const alone = await test.call('POST', '/api/v1/deployments/new-1/drain', {});
    expect(alone).toMatchObject({ status: 409, body: { code: 'BUILD_NOT_READY' } });
    const gone = await test.call('POST', '/api/v1/deployments/old-1/setCurrent', {});
    expect(gone).toMatchObject({ status: 409, body: { code: 'BUILD_NOT_READY' } });
    await fleet.beat({ ...engine, identity: 'old', build: 'old-1' });
    const drained = await test.call('POST', '/api/v1/deployments/new/drain', { note: 'broken' });
    expect(drained.body).toMatchObject({ build: 'new-1', status: 'draining' });
    const back = await test.call('POST', '/api/v1/deployments/new-1/setCurrent', {});
    expect(back.body).toMatchObject({ status: 'current' });
    const none = await test.call('POST', '/api/v1/deployments/nothing/drain', {});
    expect(none).toMatchObject({ status: 404, body: { code: 'UNKNOWN_BUILD' } });
    const log = await test.call('GET', '/api/v1/eventLogs?limit=2');
    expect(log.body['event_logs']).toMatchObject([
      { event: 'deployment.set_current' },
      { event: 'deployment.drain', reason: 'broken', extra: { build: 'new-1' } },
    ]);
  });
});

describe('callbacks', () => {
  it('that were given up are shown, without what they tell', async () => {
    const payload = { secret: 'in-the-payload' };
    const key = { dagId: 'lifecycle', runId, path: 'fold[0].inner.train' };
    const claim: Claim = {
      fence: { generation: 1, attempt: 1 },
      ...{ taskId: 'fold.inner.train', mapIndex: [0], queue: 'cpu', worker, logKey: 'x' },
    };
    await runs.claim(key, claim);
    await runs.complete(key, claim.fence, {
      ...{ claim, state: 'success', output: null, ...times },
      messages: [{ id: 'm-1', topic: 'callback', build: null, payload }],
    });
    const { outbox } = test.stores;
    await outbox.lease('callback', {}, 10, 1_000);
    await outbox.failed('m-1', 'The hook answered 500.', null);
    const { body } = await test.call('GET', '/api/v1/callbacks?state=given_up');
    expect(body).toMatchObject({
      callbacks: [{ id: 'm-1', state: 'given_up', error: 'The hook answered 500.' }],
    });
    expect(JSON.stringify(body)).not.toContain('in-the-payload');
    const waiting = await test.call('GET', '/api/v1/callbacks?state=waiting');
    expect(waiting.body['total_entries']).toBe(0);
  });
});
