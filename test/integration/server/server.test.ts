import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCaptured, type Captured } from '../../../cli/testing/run-captured.ts';
import { createServer, temporalRunControl, type RunningServer } from '../../../server/index.ts';
import { startEngine, type EngineUnderTest } from '../setup/engine-under-test.ts';

const TOKEN = 'integration-token-0123456789';
let engine: EngineUnderTest;
let server: RunningServer;

beforeAll(async () => {
  engine = await startEngine('server');
  const { stores, temporal } = engine;
  const control = temporalRunControl(temporal, stores);
  server = await createServer({ stores, control, token: TOKEN, port: 0 });
});
afterAll(async () => {
  await server.close();
  await engine.stop();
});

function cli(...args: string[]): Promise<Captured> {
  return runCaptured(args, { env: { PERDURE_URL: server.url, PERDURE_TOKEN: TOKEN } });
}

async function call(
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('the server and the command line on a real engine', () => {
  it('run a dag to its end and show its states, its result and its graph', async () => {
    const end = await cli(
      'dags',
      'trigger',
      'shapes',
      '--run-id',
      'http',
      '--wait',
      '--conf',
      '{"n":3}',
    );
    expect(end.err).toBe('');
    expect(end.code).toBe(0);
    expect(end.out).toContain('double[2]  success');
    const run = await call('GET', '/dags/shapes/dagRuns/http');
    expect(run.body).toMatchObject({ state: 'success', conf: { n: 3 }, result: { sum: 6 } });
    const shown = await cli('runs', 'show', 'shapes/http');
    expect(shown.out).toMatch(/map double\[\].*\n.*double {2}\[3 success\]/);
    expect(shown.out).toMatch(/say_large {2}\[skipped\]/);
  });

  it('exit with 1 when the run failed, and name what failed', async () => {
    const end = await cli('dags', 'trigger', 'bad_output', '--wait');
    expect(end.code).toBe(1);
    expect(end.err).toContain('InvalidOutput');
  });

  it('keep the log of each try', async () => {
    await cli(
      'dags',
      'trigger',
      'retrying',
      '--run-id',
      'tries',
      '--wait',
      '--conf',
      '{"failures":1}',
    );
    const first = await cli('runs', 'logs', 'retrying/tries', '--task', 'flaky', '--try', '1');
    const second = await cli('runs', 'logs', 'retrying/tries', '--task', 'flaky');
    expect(first.out).toContain('Try 1');
    // The second try went well and said nothing.
    expect(second).toMatchObject({ code: 0, out: '', err: 'Nothing was logged.' });
  });

  it('join the open run with the database, and stop it once', async () => {
    await call('POST', '/dags/cancellable/dagRuns', { dag_run_id: 'stop', conf: { ms: 60_000 } });
    const path = '/dags/cancellable/dagRuns/stop';
    await expect
      .poll(async () => (await call('GET', `${path}/taskInstances`)).body, { timeout: 20_000 })
      .toMatchObject({ live: true, task_instances: [{ path: 'slow', state: 'running' }] });
    expect((await cli('runs', 'cancel', 'cancellable/stop')).code).toBe(0);
    await expect
      .poll(async () => (await call('GET', path)).body['state'], { timeout: 20_000 })
      .toBe('failed');
    expect((await call('GET', `${path}/taskInstances`)).body).toMatchObject({ live: false });
    expect((await cli('runs', 'cancel', 'cancellable/stop')).code).toBe(2);
  });

  it('refuse a bad conf, a taken id and an unknown dag, and start nothing', async () => {
    const before = (await engine.stores.runs.listRuns({ limit: 1_000 })).length;
    expect((await cli('dags', 'trigger', 'shapes', '--conf', '{"n":99}')).code).toBe(2);
    expect((await cli('dags', 'trigger', 'shapes', '--run-id', 'http')).code).toBe(2);
    expect((await cli('dags', 'trigger', 'nothing')).code).toBe(2);
    expect(await engine.stores.runs.listRuns({ limit: 1_000 })).toHaveLength(before);
  });

  it('refuse text that the database cannot keep, as a fault of the request', async () => {
    for (const conf of [{ n: 'a\u0000b' }, { n: '\ud800' }, { '\u0000': 1 }]) {
      const answer = await call('POST', '/dags/shapes/dagRuns', { conf });
      expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_PARAMS' } });
    }
    expect((await call('GET', '/dags?tag=%00')).status).toBe(200);
  });

  it('pause the schedule in Temporal with the dag', async () => {
    expect((await cli('dags', 'pause', 'yearly')).code).toBe(0);
    const schedule = engine.temporal.client.schedule.getHandle('dag/yearly');
    expect((await schedule.describe()).state.paused).toBe(true);
    expect((await cli('dags', 'unpause', 'yearly')).code).toBe(0);
    expect((await schedule.describe()).state.paused).toBe(false);
    const triggered = await call('POST', '/dags/yearly/dagRuns', { dag_run_id: 'by-hand' });
    expect(triggered.status).toBe(200);
  });

  it('are healthy and know their workers', async () => {
    expect((await call('GET', '/monitor/health')).body).toMatchObject({
      metadatabase: { status: 'healthy' },
      temporal: { status: 'healthy' },
      engine: { status: 'healthy' },
      queues: { cpu: 1, gpu: 1 },
    });
    expect((await cli('workers')).out).toContain('standing in for gpu');
  });
});
