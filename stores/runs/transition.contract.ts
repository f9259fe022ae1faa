import { describe, expect, it } from 'vitest';
import type { Claim, NewRun, RunStore, TransitionRow } from './run-store.ts';

const FENCE = { generation: 1, attempt: 1 };
const AT = new Date('2026-11-20T03:00:00.000Z');

/** What the run decides about instances, beside what workers write. */
export function describeTransitions(store: () => RunStore): void {
  describe('transitions', () => {
    describeForward(store);
    describeAgainstWorkers(store);
    describeFinish(store);
  });
}

function describeForward(store: () => RunStore): void {
  it('records a batch, the last word on a path counting', async () => {
    const run = await newRun(store());
    await store().recordTransitions(run.dagId, run.runId, [
      move('a', 'scheduled'),
      move('b', 'skipped', 'its condition was false'),
      move('a', 'running'),
      { path: 'fold[2].c', taskId: 'fold.c', mapIndex: [2], state: 'upstream_failed' },
    ]);
    const rows = await store().listInstances(run.dagId, run.runId);
    expect(rows).toMatchObject([
      { path: 'a', state: 'running', tryNumber: 0, endedAt: null },
      { path: 'b', state: 'skipped', reason: 'its condition was false' },
      { path: 'fold[2].c', state: 'upstream_failed', mapIndex: [2] },
    ]);
    expect(rows[1]?.endedAt).toBeInstanceOf(Date);
    await store().recordTransitions(run.dagId, run.runId, []);
  });

  it('never goes back: a batch that comes late or twice changes nothing', async () => {
    const { dagId, runId } = await newRun(store());
    const early = [move('a', 'scheduled'), move('b', 'scheduled')];
    await store().recordTransitions(dagId, runId, early);
    await store().recordTransitions(dagId, runId, [move('a', 'running'), move('b', 'skipped')]);
    const before = await store().listInstances(dagId, runId);
    await store().recordTransitions(dagId, runId, early);
    await store().recordTransitions(dagId, runId, [move('b', 'failed')]);
    expect(await store().listInstances(dagId, runId)).toEqual(before);
  });

  it('takes batches that cross each other without a deadlock', async () => {
    const { dagId, runId } = await newRun(store());
    const paths = Array.from({ length: 50 }, (_, index) => `t${index}`);
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        const order = index % 2 === 0 ? paths : [...paths].reverse();
        const batch = order.map((path) => move(path, index < 5 ? 'scheduled' : 'running'));
        return store().recordTransitions(dagId, runId, batch);
      }),
    );
    const rows = await store().listInstances(dagId, runId);
    expect(rows.map(({ state }) => state)).toEqual(paths.map(() => 'running'));
  });

  it('takes 10,000 instances at once', async () => {
    const { dagId, runId } = await newRun(store());
    const batch = Array.from({ length: 10_000 }, (_, index) => ({
      ...move(`m[${index}]`, 'scheduled'),
      mapIndex: [index],
    }));
    await store().recordTransitions(dagId, runId, batch);
    expect(await store().listInstances(dagId, runId)).toHaveLength(10_000);
  });
}

function describeAgainstWorkers(store: () => RunStore): void {
  it('never overwrites what a worker completed', async () => {
    const { dagId, runId } = await newRun(store());
    const key = { dagId, runId, path: 'a' };
    const output = { kind: 'inline', value: 1 };
    const ended = {
      claim: claim(1),
      state: 'success',
      output,
      startedAt: AT,
      endedAt: AT,
    } as const;
    await store().complete(key, FENCE, ended);
    const before = await store().getInstance(key);
    for (const state of ['scheduled', 'running', 'failed', 'skipped', 'upstream_failed']) {
      await store().recordTransitions(dagId, runId, [move('a', state)]);
    }
    expect(await store().getInstance(key)).toEqual(before);
  });

  it('keeps worker, times and error when the run confirms a failure', async () => {
    const { dagId, runId } = await newRun(store());
    const key = { dagId, runId, path: 'a' };
    await store().claim(key, claim(1));
    const error = { type: 'TaskFailed', message: 'boom' };
    const times = { startedAt: AT, endedAt: AT };
    await store().recordFailure(key, FENCE, { claim: claim(1), state: 'failed', error, ...times });
    await store().recordTransitions(dagId, runId, [move('a', 'failed', 'no tries left')]);
    const worker = claim(1).worker;
    const expected = { state: 'failed', error, worker, endedAt: AT, reason: 'no tries left' };
    expect(await store().getInstance(key)).toMatchObject(expected);
  });

  it('closes an instance to its worker once the run has decided', async () => {
    const { dagId, runId } = await newRun(store());
    const key = { dagId, runId, path: 'a' };
    await store().claim(key, claim(1));
    await store().recordTransitions(dagId, runId, [move('a', 'failed', 'heartbeat timeout')]);
    const late = {
      claim: claim(1),
      state: 'success',
      output: null,
      startedAt: AT,
      endedAt: AT,
    } as const;
    expect(await store().complete(key, FENCE, late)).toBe(false);
    expect(await store().claim(key, claim(2))).toMatchObject({ kind: 'fenced' });
    expect(await store().getInstance(key)).toMatchObject({ state: 'failed', output: null });
  });

  it('is followed by a claim as if it had not been there', async () => {
    const { dagId, runId } = await newRun(store());
    const key = { dagId, runId, path: 'a' };
    await store().recordTransitions(dagId, runId, [move('a', 'scheduled')]);
    expect(await store().claim(key, claim(1))).toEqual({ kind: 'claimed', tryNumber: 1 });
    await store().recordTransitions(dagId, runId, [move('a', 'scheduled')]);
    expect(await store().getInstance(key)).toMatchObject({ state: 'running', queue: 'cpu' });
  });
}

function describeFinish(store: () => RunStore): void {
  it('ends run and instances together, and open attempts with them', async () => {
    const { dagId, runId } = await newRun(store());
    const [done, open] = ['done', 'open'].map((path) => ({ dagId, runId, path }));
    if (done === undefined || open === undefined) throw new Error('two keys were made');
    const output = { kind: 'inline', value: 1 };
    const times = { startedAt: AT, endedAt: AT };
    const ended = { claim: claim(1, 'done'), state: 'success', output, ...times } as const;
    await store().complete(done, FENCE, ended);
    await store().claim(open, claim(1, 'open'));
    const end = { dagId, runId, state: 'failed', endedAt: AT, result: null } as const;
    const instances = [
      move('done', 'failed'),
      move('open', 'failed', 'cancelled'),
      move('c', 'skipped'),
    ];
    await store().finishRun({ ...end, instances });
    const before = await store().listInstances(dagId, runId);
    expect(before.map(({ path, state }) => [path, state])).toEqual([
      ['c', 'skipped'],
      ['done', 'success'],
      ['open', 'failed'],
    ]);
    expect(await store().getRun(dagId, runId)).toMatchObject({ state: 'failed', endedAt: AT });
    const attempts = await store().listAttempts(open);
    expect(attempts).toMatchObject([
      { state: 'failed', endedAt: AT, error: { type: 'AttemptLost' } },
    ]);
    await store().finishRun({ ...end, instances });
    expect(await store().listInstances(dagId, runId)).toEqual(before);
  });
}

let count = 0;
async function newRun(store: RunStore): Promise<NewRun> {
  count += 1;
  const dagId = `transitions-${process.pid}-${Date.now()}-${count}`;
  const ids = { dagId, runId: 'r', runType: 'manual', planHash: 'h', workflowId: `${dagId}/r` };
  const dates = { logicalDate: AT, dataInterval: { start: AT, end: AT } };
  const run: NewRun = { ...ids, ...dates, params: {}, state: 'running' };
  await store.createRun(run);
  return run;
}

function move(path: string, state: string, reason?: string): TransitionRow {
  return { path, taskId: path, mapIndex: [], state, ...(reason !== undefined && { reason }) };
}

function claim(attempt: number, taskId = 'a'): Claim {
  const worker = { identity: 'w', build: 'b' };
  const task = { taskId, mapIndex: [], queue: 'cpu' };
  return { fence: { generation: 1, attempt }, ...task, worker, logKey: 'logs/a' };
}
