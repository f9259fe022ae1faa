import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveState } from '../../workflows/protocol/live-state.ts';
import { startEngine, type EngineUnderTest, type RunEnd } from './setup/engine-under-test.ts';

let engine: EngineUnderTest;
const home = mkdtempSync(join(tmpdir(), 'perdure-control-'));
let serial = 0;
const place = (name: string): string => join(home, `${name}-${(serial += 1)}`);
const lines = (ledger: string): string[] =>
  existsSync(ledger) ? readFileSync(ledger, 'utf8').trim().split('\n') : [];

beforeAll(async () => {
  const dags = fileURLToPath(new URL('./control-dags', import.meta.url));
  engine = await startEngine('control', { dags });
});
afterAll(async () => {
  await engine.stop();
  rmSync(home, { recursive: true, force: true });
});

type Ends = Pick<RunEnd, 'dagId' | 'runId'>;

async function states(end: Ends): Promise<Record<string, string>> {
  const rows = await engine.stores.runs.listInstances(end.dagId, end.runId);
  return Object.fromEntries(rows.map(({ path, state }) => [path, state]));
}

async function outputs(end: Ends): Promise<Record<string, string>> {
  const rows = await engine.stores.runs.listInstances(end.dagId, end.runId);
  return Object.fromEntries(rows.map(({ path, output }) => [path, JSON.stringify(output)]));
}

function idOf(workflowId: string): Ends {
  const [dagId = '', runId = ''] = workflowId.split('/');
  return { dagId, runId };
}

async function stateOf(workflowId: string, path: string): Promise<string | undefined> {
  return (await engine.stores.runs.getInstance({ ...idOf(workflowId), path }))?.state;
}

const clear = (
  tasks: readonly string[],
  more: { readonly downstream?: boolean; readonly onlyFailed?: boolean } = {},
) => ({ verb: 'clear', selection: { tasks, ...more }, keepCheckpoints: false }) as const;

describe('clear', () => {
  it('runs a failed run of ten again from the sixth: the first five keep their outputs', async () => {
    const ledger = place('ledger');
    const block = place('block');
    writeFileSync(block, '');
    const failed = await engine.run('ten', { ledger, block });
    expect(failed.failure?.cause).toMatchObject({ type: 'DagRunFailed' });
    expect(lines(ledger)).toEqual(['s1', 's2', 's3', 's4', 's5', 's6']);
    const before = await outputs(failed);
    expect((await states(failed))['s7']).toBe('upstream_failed');

    rmSync(block);
    const reply = await engine.control(failed.workflowId, clear(['s6'], { downstream: true }));
    expect(reply).toMatchObject({ count: 5, generation: 3 });
    const again = await engine.end(failed.workflowId);
    expect(again.outcome).toMatchObject({ state: 'success', counts: { success: 10 } });
    expect(lines(ledger)).toEqual([
      ...['s1', 's2', 's3', 's4', 's5', 's6'],
      ...['s6', 's7', 's8', 's9', 's10'],
    ]);
    const after = await outputs(again);
    for (const kept of ['s1', 's2', 's3', 's4', 's5']) expect(after[kept]).toBe(before[kept]);
    expect(Object.values(await states(again))).toEqual(Array(10).fill('success'));
    const run = await engine.stores.runs.getRun(again.dagId, again.runId);
    expect(run).toMatchObject({ state: 'success' });
    const attempts = await engine.stores.runs.listAttempts({ ...again, path: 's6' });
    expect(attempts.map(({ state }) => state)).toEqual(['failed', 'success']);
    const [audit] = await engine.stores.audit.list(idOf(again.workflowId));
    expect(audit).toMatchObject({ action: 'run.clear', by: 'ann', reason: 'test' });
  }, 60_000);

  it('stops what runs in an open run and runs it again, once', async () => {
    const ledger = place('ledger');
    const workflowId = await engine.start('wide', { ledger, ms: 3_000 });
    await expect.poll(() => lines(ledger).length, { timeout: 15_000 }).toBe(3);
    const paths = ['many[1]'];
    await engine.control(workflowId, { ...clear([]), selection: { paths } });
    const end = await engine.end(workflowId);
    expect(end.outcome).toMatchObject({ state: 'success', counts: { success: 4 } });
    expect(lines(ledger)).toEqual(['many', 'many', 'many', 'many', 'last']);
  }, 60_000);

  it('does three racing clears of a closed run in one execution', async () => {
    const ledger = place('ledger');
    const done = await engine.run('ten', { ledger });
    const replies = await Promise.all([
      engine.control(done.workflowId, clear(['s8'], { downstream: true })),
      engine.control(done.workflowId, clear(['s10'])),
      engine.control(done.workflowId, clear(['s9'], { downstream: true })),
    ]);
    const end = await engine.end(done.workflowId);
    expect(end.outcome).toMatchObject({ state: 'success', counts: { success: 10 } });
    const count = (name: string): number => lines(ledger).filter((line) => line === name).length;
    expect([1, 2, 3, 4, 5, 6, 7].map((n) => count(`s${n}`))).toEqual(Array(7).fill(1));
    expect(count('s8')).toBe(2);
    const run = await engine.stores.runs.getRun(end.dagId, end.runId);
    expect(run?.generation).toBe(Math.max(...replies.map(({ generation }) => generation)));
  }, 60_000);

  it('leaves a run as it was when the selection holds nothing', async () => {
    const done = await engine.run('ten', { ledger: place('ledger') });
    const reply = await engine.control(done.workflowId, clear(['s1'], { onlyFailed: true }));
    expect(reply).toMatchObject({ count: 0, paths: [] });
    expect((await engine.end(done.workflowId)).outcome).toEqual(done.outcome);
    expect((await engine.stores.runs.getRun(done.dagId, done.runId))?.state).toBe('success');
  }, 60_000);
});

describe('mark', () => {
  it('lets a failed run go on behind a task marked success, without running it', async () => {
    const ledger = place('ledger');
    const block = place('block');
    writeFileSync(block, '');
    const failed = await engine.run('ten', { ledger, block });
    const selection = { tasks: ['s6'] };
    const reply = await engine.control(failed.workflowId, {
      verb: 'mark',
      selection,
      state: 'success',
    });
    expect(reply.paths).toEqual(['s6']);
    const end = await engine.end(failed.workflowId);
    expect(await states(end)).toMatchObject({ s5: 'success', s6: 'success' });
    expect(lines(ledger).filter((line) => line === 's6')).toHaveLength(1);
  }, 60_000);

  it('ends a running task as skipped, and its body is told to stop', async () => {
    const ledger = place('ledger');
    const workflowId = await engine.start('wide', { ledger, ms: 60_000 });
    await expect.poll(() => lines(ledger).length, { timeout: 15_000 }).toBe(3);
    const selection = { tasks: ['many'] };
    await engine.control(workflowId, { verb: 'mark', selection, state: 'success' });
    const end = await engine.end(workflowId);
    expect(end.outcome?.state).toBe('success');
    expect(lines(ledger)).toEqual(['many', 'many', 'many', 'last']);
    expect((await states(end))['many[2]']).toBe('success');
  }, 60_000);
});

describe('pause, resume and cancel', () => {
  it('starts nothing while a run is paused, and goes on after', async () => {
    const ledger = place('ledger');
    const workflowId = await engine.start('wide', { ledger, ms: 1_500 });
    await expect.poll(() => lines(ledger).length, { timeout: 15_000 }).toBe(3);
    expect(await engine.control(workflowId, { verb: 'pause' })).toMatchObject({
      runState: 'paused',
    });
    await expect.poll(() => stateOf(workflowId, 'many[2]'), { timeout: 15_000 }).toBe('success');
    const handle = engine.temporal.client.workflow.getHandle(workflowId);
    const live = await handle.query<LiveState>('state');
    expect(live.runState).toBe('paused');
    expect(lines(ledger)).not.toContain('last');
    expect(await stateOf(workflowId, 'last')).not.toBe('queued');
    await engine.control(workflowId, { verb: 'resume' });
    expect((await engine.end(workflowId)).outcome?.state).toBe('success');
    expect(lines(ledger)).toContain('last');
  }, 60_000);

  it('tears down what it had set up when it is cancelled', async () => {
    const ledger = place('ledger');
    const workflowId = await engine.start('resource', { ledger, ms: 60_000 });
    await expect.poll(() => lines(ledger), { timeout: 15_000 }).toContain('body');
    await engine.control(workflowId, { verb: 'cancel' });
    const end = await engine.end(workflowId);
    expect(String(end.failure?.cause)).toContain('Cancelled by ann: test.');
    expect(lines(ledger)).toEqual(['up', 'body', 'down']);
    expect(await states(end)).toMatchObject({
      'machine.up': 'success',
      'machine.body': 'failed',
      'machine.down': 'success',
    });
    const pause = engine.control(workflowId, { verb: 'pause' });
    await expect(pause).rejects.toMatchObject({ code: 'NOT_OPEN' });
  }, 60_000);
});

describe('what a run waits for', () => {
  it('waits for files, events, people and times across a restart of its worker', async () => {
    const ledger = place('ledger');
    const path = place('file');
    const workflowId = await engine.start('waits', { ledger, path, batch: 'b1' });
    const { dagId, runId } = idOf(workflowId);
    await expect
      .poll(() => stateOf(workflowId, 'approval'), { timeout: 15_000 })
      .toBe('awaiting_input');
    await expect.poll(() => stateOf(workflowId, 'told'), { timeout: 15_000 }).toBe('deferred');
    await expect.poll(() => lines(ledger).length, { timeout: 15_000 }).toBeGreaterThan(0);
    const yes = (by: string, note = 'fine') =>
      engine.control(
        workflowId,
        { verb: 'answer', path: 'approval', decision: 'approved', answer: { note } },
        by,
      );
    await yes('ann');
    await engine.restart();
    await expect(yes('eve')).rejects.toMatchObject({ code: 'REFUSED' });
    const formless = engine.control(
      workflowId,
      { verb: 'answer', path: 'approval', decision: 'approved', answer: { score: 1 } },
      'bob',
    );
    await expect(formless).rejects.toThrow('lacks "note"');
    await yes('ann', 'still fine');
    expect(await stateOf(workflowId, 'approval')).toBe('awaiting_input');
    writeFileSync(path, '');
    const event = { source: 'labels.ready', kind: 'event', time: new Date() } as const;
    await engine.stores.events.record({ ...event, eventId: 'e1', payload: { batch: 'b0', n: 1 } });
    await engine.stores.events.record({ ...event, eventId: 'e2', payload: { batch: 'b1', n: 2 } });
    await engine.stores.events.record({ ...event, eventId: 'e2', payload: { batch: 'b1', n: 3 } });
    await yes('bob');
    const end = await engine.end(workflowId);
    expect(end.outcome?.result).toMatchObject({ path, n: 2, decision: 'approved' });
    const question = await engine.stores.approvals.get({
      dagId,
      runId,
      path: 'approval',
      generation: 1,
    });
    expect(question).toMatchObject({ outcome: 'approved' });
    expect(question?.answers.map(({ by }) => by).sort()).toEqual(['ann', 'bob']);
    const told = await engine.stores.runs.getInstance({ dagId, runId, path: 'told' });
    expect(told?.output).toMatchObject({ value: { batch: 'b1', n: 2 } });
  }, 90_000);

  it('is told of the update of an asset by the task whose outlet it is, in another run', async () => {
    const uri = place('table');
    const waiting = await engine.start('asset_consumer', { uri });
    await expect
      .poll(() => stateOf(waiting, 'control_orders'), { timeout: 15_000 })
      .toBe('deferred');
    await engine.run('asset_producer', { uri: `${uri}-of-somebody-else` });
    await engine.run('asset_producer', { uri });
    const end = await engine.end(waiting);
    expect(end.outcome?.result).toEqual({ uri, rows: 3 });
    const events = await engine.stores.events.list({ source: 'control_orders' });
    expect(events.map(({ origin }) => origin?.path)).toEqual(['load', 'load']);
  }, 60_000);

  it('ends each wait that lasts too long as its author said', async () => {
    const end = await engine.run('late_waits');
    expect(await states(end)).toMatchObject({
      short_sensor: 'failed',
      soft_sensor: 'skipped',
      never: 'failed',
      never_mind: 'skipped',
      asked: 'failed',
      yes: 'success',
      said_yes: 'success',
      said_no: 'skipped',
    });
    const reasons = await engine.stores.runs.listInstances(end.dagId, end.runId);
    const reasonOf = (path: string): string =>
      reasons.find((row) => row.path === path)?.reason ?? '';
    expect(reasonOf('short_sensor')).toContain('WaitTimeout');
    expect(reasonOf('never')).toContain('WaitTimeout');
    expect(reasonOf('asked')).toContain('WaitTimeout');
  }, 60_000);
});

describe('a child run', () => {
  it('gives its result to its parent, a large one by reference', async () => {
    const ledger = place('ledger');
    const end = await engine.run('parent', { ledger, size: 100_000 });
    expect(end.outcome?.result).toMatchObject({
      length: 100_000,
      text: 'inner',
      started: expect.stringContaining('child__') as string,
    });
    const children = await engine.stores.runs.listChildren(end.dagId, end.runId);
    expect(children.map(({ runType }) => runType)).toEqual(['child', 'child']);
    await expect.poll(() => lines(ledger)).toEqual(['inner', 'inner']);
  }, 60_000);

  it('is exactly one when the engine goes away between its start and its end', async () => {
    const ledger = place('ledger');
    const workflowId = await engine.start('parent', { ledger, ms: 6_000 });
    await expect.poll(() => stateOf(workflowId, 'run_child'), { timeout: 15_000 }).toBe('deferred');
    await engine.restart();
    expect((await engine.end(workflowId)).outcome?.state).toBe('success');
    const { dagId, runId } = idOf(workflowId);
    expect(await engine.stores.runs.listChildren(dagId, runId)).toHaveLength(2);
  }, 90_000);

  it('is started anew, under an id of its own, by each try of its parent', async () => {
    const end = await engine.run('stubborn_parent', { ledger: place('ledger') });
    expect(String(end.failure?.cause)).toContain('did not succeed');
    const children = await engine.stores.runs.listChildren(end.dagId, end.runId);
    expect(children.map(({ state }) => state)).toEqual(['failed', 'failed']);
  }, 60_000);
});

describe('local tasks, loops and timeouts', () => {
  it('runs local tasks without an activity of their own, with their tries', async () => {
    const end = await engine.run('locals');
    expect(end.outcome?.result).toEqual({ n: 5, attempts: 3 });
    const handle = engine.temporal.client.workflow.getHandle(end.workflowId);
    const { events = [] } = await handle.fetchHistory();
    const activities = events?.filter((event) => event.activityTaskScheduledEventAttributes);
    expect(activities).toEqual([]);
  }, 60_000);

  it('gives each timeout its own name', async () => {
    const end = await engine.run('timeouts');
    const rows = await engine.stores.runs.listInstances(end.dagId, end.runId);
    const types = Object.fromEntries(
      rows.map(({ path, reason, error }) => [path, (reason ?? error?.type ?? '').split(':')[0]]),
    );
    expect(types).toMatchObject({
      attempt: 'AttemptTimeout',
      total: 'TotalTimeout',
      tries: 'TotalTimeout',
      queue: 'QueueTimeout',
    });
    const slow = await engine.run('slow_run');
    expect(String(slow.failure?.cause)).toContain('RunTimeout');
    expect(await states(slow)).toMatchObject({ slow: 'failed', after: 'skipped' });
  }, 60_000);
});

describe('a long run', () => {
  it('continues as new when Temporal suggests it, and stays one run', async () => {
    const end = await engine.run('heavy', { text: 'z'.repeat(100_000) });
    expect(end.outcome).toMatchObject({ state: 'success' });
    const query = `WorkflowId="${end.workflowId}"`;
    const executions = async (): Promise<number> => {
      let count = 0;
      for await (const _each of engine.temporal.client.workflow.list({ query })) count += 1;
      return count;
    };
    await expect.poll(executions, { timeout: 15_000 }).toBeGreaterThan(1);
  }, 90_000);

  it('drains at its limit: sensors and waits go on with the time they have left', async () => {
    const ledger = place('ledger');
    const path = place('file');
    const limits = { drainAtEvents: 20 };
    const workflowId = await engine.start(
      'waits',
      { ledger, path, batch: 'b2' },
      undefined,
      limits,
    );
    await expect
      .poll(() => stateOf(workflowId, 'approval'), { timeout: 15_000 })
      .toBe('awaiting_input');
    const answer = (by: string) =>
      engine.control(
        workflowId,
        { verb: 'answer', path: 'approval', decision: 'approved', answer: { note: 'ok' } },
        by,
      );
    await answer('ann');
    await engine.control(workflowId, { verb: 'pause' });
    await engine.control(workflowId, { verb: 'resume' });
    await answer('bob');
    writeFileSync(path, '');
    const event = { source: 'labels.ready', kind: 'event', time: new Date() } as const;
    await engine.stores.events.record({ ...event, eventId: 'e9', payload: { batch: 'b2', n: 9 } });
    const end = await engine.end(workflowId);
    expect(end.outcome?.result).toMatchObject({ n: 9, by: ['ann', 'bob'] });
  }, 90_000);
});
