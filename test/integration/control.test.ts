import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCaptured, type Captured } from '../../cli/testing/run-captured.ts';
import { createServer, temporalRunControl, type RunningServer } from '../../server/index.ts';
import { startEngine, type EngineUnderTest } from './setup/engine-under-test.ts';

const TOKENS = {
  admin: 'integration-token-0123456789',
  ann: 'ann-has-a-token-of-her-own',
  bob: 'bob-has-a-token-of-his-own',
};
const home = mkdtempSync(join(tmpdir(), 'perdure-mend-'));
let engine: EngineUnderTest;
let server: RunningServer;
let serial = 0;

beforeAll(async () => {
  const dags = fileURLToPath(new URL('./control-dags', import.meta.url));
  engine = await startEngine('mend', { dags });
  const { stores, temporal } = engine;
  const control = temporalRunControl(temporal, stores, { deployment: `mend-${process.pid}` });
  const { admin: token, ...tokens } = TOKENS;
  server = await createServer({ stores, control, token, tokens, port: 0 });
});
afterAll(async () => {
  await server.close();
  await engine.stop();
  rmSync(home, { recursive: true, force: true });
});

const place = (name: string): string => join(home, `${name}-${(serial += 1)}`);
const lines = (ledger: string): string[] =>
  existsSync(ledger) ? readFileSync(ledger, 'utf8').trim().split('\n') : [];

function cliAs(who: keyof typeof TOKENS, ...args: string[]): Promise<Captured> {
  const { TEMPORAL_ADDRESS } = process.env;
  return runCaptured(args, {
    env: { PERDURE_URL: server.url, PERDURE_TOKEN: TOKENS[who], TEMPORAL_ADDRESS },
  });
}
const cli = (...args: string[]): Promise<Captured> => cliAs('admin', ...args);

async function call(
  method: string,
  path: string,
  body?: object,
  who: keyof typeof TOKENS = 'admin',
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKENS[who]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function trigger(dag: string, runId: string, conf: object): Promise<Captured> {
  return cli('dags', 'trigger', dag, '--run-id', runId, '--conf', JSON.stringify(conf));
}

async function state(dag: string, runId: string): Promise<unknown> {
  return (await call('GET', `/dags/${dag}/dagRuns/${runId}`)).body['state'];
}

async function instance(dag: string, runId: string, path: string): Promise<unknown> {
  const url = `/dags/${dag}/dagRuns/${runId}/taskInstances/${path}`;
  return (await call('GET', url)).body;
}

/** What a repeated answer has in common with the first: the row of the event log. */
function pickId(answer: unknown): object {
  const { request_id, total_entries } = answer as Record<string, unknown>;
  return { request_id, total_entries };
}

const soon = { timeout: 30_000, interval: 200 };

describe('a run is mended over REST and from the command line', { timeout: 120_000 }, () => {
  it('that failed at its sixth task of ten is retried: five keep their outputs', async () => {
    const [ledger, block] = [place('ledger'), place('block')];
    writeFileSync(block, '');
    const conf = JSON.stringify({ ledger, block });
    const failed = await cli('dags', 'trigger', 'ten', '--run-id', 'r', '--conf', conf, '--wait');
    expect(failed.code).toBe(1);
    const dry = await cli('runs', 'retry', 'ten/r', '--dry-run', '-o', 'json');
    expect(JSON.parse(dry.out)).toMatchObject({ total_entries: 5, dry_run: true });
    expect(lines(ledger)).toHaveLength(6);
    rmSync(block);
    const retried = await cli('runs', 'retry', 'ten/r', '--reason', 'unblocked', '--wait');
    expect(retried.err).toBe('');
    expect(retried.code).toBe(0);
    expect(lines(ledger)).toEqual([1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10].map((n) => `s${n}`));
    const tries = await cli('tasks', 'state', 'ten', 'r', 's6', '-o', 'json');
    expect(JSON.parse(tries.out)).toMatchObject({
      state: 'success',
      attempts: [{ state: 'failed' }, { state: 'success' }],
    });
    const shown = await cli('runs', 'show', 'ten/r');
    expect(shown.out).toMatch(/admin {2}run\.clear {4}ten\/r {2}unblocked/);
  });

  it('with a key that is sent again is cleared once, also after the run has ended', async () => {
    const ledger = place('ledger');
    await trigger('ten', 'key', { ledger });
    await expect.poll(() => state('ten', 'key'), soon).toBe('success');
    const body = JSON.stringify({
      ...{ dag_run_id: 'key', dry_run: false, only_failed: false, task_ids: ['s10'] },
    });
    const send = async (): Promise<unknown> => {
      const headers = {
        authorization: `Bearer ${TOKENS.admin}`,
        'content-type': 'application/json',
        'idempotency-key': 'once',
      };
      const url = `${server.url}/api/v1/dags/ten/clearTaskInstances`;
      return (await fetch(url, { method: 'POST', headers, body })).json();
    };
    const first = await send();
    expect(first).toMatchObject({ total_entries: 1, dry_run: false });
    await expect.poll(() => state('ten', 'key'), soon).toBe('success');
    expect(await send()).toMatchObject(pickId(first));
    expect(lines(ledger).filter((line) => line === 's10')).toHaveLength(2);
  });

  it('goes on past tasks that are marked while they run', async () => {
    const ledger = place('ledger');
    await trigger('wide', 'mark', { ledger, ms: 90_000 });
    await expect
      .poll(() => instance('wide', 'mark', 'many[2]'), soon)
      .toMatchObject({ state: 'running' });
    const why = ['--reason', 'seen enough'];
    const marked = await cli('tasks', 'mark', 'wide', 'mark', 'many', '--state', 'success', ...why);
    expect(marked.out).toBe('wide/mark: marked 3 task instances as success.');
    await expect.poll(() => state('wide', 'mark'), soon).toBe('success');
    expect(lines(ledger).at(-1)).toBe('last');
    const audit = await cli('audit', 'list', '--run', 'mark', '-o', 'json');
    expect(JSON.parse(audit.out)).toMatchObject([
      { event: 'run.mark', owner: 'admin', reason: 'seen enough' },
      { event: 'run.trigger' },
    ]);
  });

  it('that is paused starts nothing until it is resumed', async () => {
    const ledger = place('ledger');
    await trigger('wide', 'pause', { ledger, ms: 1_500 });
    await expect
      .poll(() => instance('wide', 'pause', 'many[2]'), soon)
      .toMatchObject({ state: 'running' });
    expect((await cli('runs', 'pause', 'wide/pause')).code).toBe(0);
    await expect
      .poll(() => instance('wide', 'pause', 'many[2]'), soon)
      .toMatchObject({ state: 'success' });
    await sleep(1_500);
    expect(lines(ledger)).not.toContain('last');
    expect(await instance('wide', 'pause', 'last')).toMatchObject({
      reason: 'paused: the run starts nothing new',
    });
    expect((await cli('runs', 'list', 'wide')).out).toMatch(/wide\/pause\s+running, paused/);
    expect((await cli('runs', 'resume', 'wide/pause')).code).toBe(0);
    await expect.poll(() => state('wide', 'pause'), soon).toBe('success');
    expect(lines(ledger).at(-1)).toBe('last');
  });

  it('that is stopped ends as failed, and says who stopped it', async () => {
    const ledger = place('ledger');
    await trigger('wide', 'stop', { ledger, ms: 90_000 });
    await expect
      .poll(() => instance('wide', 'stop', 'many[0]'), soon)
      .toMatchObject({ state: 'running' });
    expect((await cliAs('ann', 'runs', 'cancel', 'wide/stop', '--reason', 'wrong data')).code).toBe(
      0,
    );
    await expect.poll(() => state('wide', 'stop'), soon).toBe('failed');
    const audit = await call('GET', '/eventLogs?run_id=stop&limit=1');
    expect(audit.body).toMatchObject({
      event_logs: [{ event: 'run.cancel', owner: 'ann', reason: 'wrong data' }],
    });
    expect((await cli('runs', 'cancel', 'wide/stop')).code).toBe(2);
  });
});

describe('a run that waits', { timeout: 120_000 }, () => {
  it('hears an event sent five times once, and is approved from the command line and over REST', async () => {
    const [ledger, path] = [place('ledger'), place('file')];
    writeFileSync(path, '');
    await trigger('waits', 'w', { ledger, path, batch: 'b-1' });
    const open = async (): Promise<unknown> =>
      (await call('GET', '/approvals?open=true&dag_id=waits')).body['total_entries'];
    await expect.poll(open, soon).toBe(1);
    const told = await instance('waits', 'w', 'told');
    expect(told).toMatchObject({ state: 'deferred', reason: 'For event "labels.ready".' });

    const payload = JSON.stringify({ batch: 'b-1', n: 7 });
    const send = ['events', 'send', 'labels.ready', '--id', 'e-1', '--payload', payload];
    expect((await cli(...send)).out).toContain('heard by waits/w told');
    for (let again = 0; again < 4; again++) {
      expect((await cli(...send)).out).toBe('labels.ready: e-1 was told before.');
    }
    await expect
      .poll(() => instance('waits', 'w', 'told'), soon)
      .toMatchObject({ state: 'success' });

    const { approvals } = (await call('GET', '/approvals?dag_id=waits')).body as {
      readonly approvals: readonly { readonly path: string }[];
    };
    const asked = approvals[0]?.path ?? '';
    const answer = ['approvals', 'answer', 'waits/w', asked, '--approve', '--answer'];
    const stranger = await cli(...answer, '{"note":"x"}');
    expect(stranger).toMatchObject({ code: 2 });
    expect(stranger.err).toContain('asks ann, bob; you are admin');
    const bad = await cliAs('ann', ...answer, '{"score": "high"}');
    expect(bad.err).toMatch(/note: .*\n.*score: /);
    expect((await cliAs('ann', ...answer, '{"note":"fine"}')).code).toBe(0);
    const url = `/dags/waits/dagRuns/w/taskInstances/${asked}/hitlDetails`;
    const body = { decision: 'approved', answer: { note: 'fine too', score: 3 } };
    expect((await call('PATCH', url, body, 'bob')).status).toBe(200);

    await expect.poll(() => state('waits', 'w'), soon).toBe('success');
    const run = await call('GET', '/dags/waits/dagRuns/w');
    expect(run.body['result']).toMatchObject({ n: 7, decision: 'approved', by: ['ann', 'bob'] });
    expect((await cli('events', 'list', '-o', 'json')).out.match(/"e-1"/g)).toHaveLength(1);
    const late = await call('PATCH', url, body, 'bob');
    expect(late).toMatchObject({ status: 409, body: { code: 'APPROVAL_CLOSED' } });
  });

  it('links to the runs it started', async () => {
    await trigger('parent', 'p', { ledger: place('ledger') });
    await expect.poll(() => state('parent', 'p'), soon).toBe('success');
    const { body } = await call('GET', '/dags/parent/dagRuns/p/children');
    expect(body).toMatchObject({ total_entries: 2 });
    expect((await cli('runs', 'show', 'parent/p')).out).toMatch(/STARTED RUN.*\nchild\//);
  });
});

describe('the code at hand', { timeout: 120_000 }, () => {
  it('does again what the newest runs of the server did', async () => {
    const verified = await cli('verify', '--last', '4', '-o', 'json');
    const ends = JSON.parse(verified.out) as readonly { readonly ok: boolean }[];
    expect(ends.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(verified.code).toBe(0);
  });
});
