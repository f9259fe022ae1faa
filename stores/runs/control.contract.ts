import { describe, expect, it } from 'vitest';
import type { AuditStore } from '../audit/audit-store.ts';
import type { ControlRecord } from './run-control.ts';
import type { Claim, Completion, NewRun, RunStore, TransitionRow } from './run-store.ts';

const AT = new Date('2026-11-20T03:00:00.000Z');
const OUTPUT = { kind: 'inline', value: 1 };

interface Both {
  readonly runs: RunStore;
  readonly audit: AuditStore;
}

/** Clear, mark, pause and reopen, as the database keeps them. */
export function describeControl(name: string, stores: () => Both): void {
  describe(`control of runs: ${name}`, () => {
    describeReopen(() => stores().runs);
    describeReset(stores);
    describeGenerations(stores);
    describeMarks(() => stores().runs);
    describeDecisions(() => stores().runs);
    describeStates(() => stores().runs);
    describeLinks(() => stores().runs);
  });
}

function describeReopen(runs: () => RunStore): void {
  it('opens a closed run as its next generation, with its ends, once an execution', async () => {
    const { dagId, runId } = await closedRun(runs());
    const first = await runs().reopen(dagId, runId, 'exec-1');
    expect(first?.run).toMatchObject({ state: 'running', generation: 2, endedAt: null });
    expect(first?.run).toMatchObject({ result: null, note: null, paused: false });
    expect(first?.kept).toEqual([
      { path: 'a', state: 'success', output: OUTPUT, reason: null },
      { path: 'b', state: 'failed', output: null, reason: 'boom' },
      { path: 'c', state: 'upstream_failed', output: null, reason: null },
    ]);
    expect(await runs().reopen(dagId, runId, 'exec-1')).toEqual(first);
    expect(await runs().reopen(dagId, runId, 'exec-2')).toBeUndefined();
    expect(await runs().reopen(dagId, 'none', 'exec-1')).toBeUndefined();
  });

  it('refuses a run that was never closed', async () => {
    const { dagId, runId } = await newRun(runs());
    expect(await runs().reopen(dagId, runId, 'exec-1')).toBeUndefined();
    expect(await runs().getRun(dagId, runId)).toMatchObject({ generation: 1, state: 'running' });
  });

  it('lets one of many executions open a run', async () => {
    const { dagId, runId } = await closedRun(runs());
    const opened = await Promise.all(
      Array.from({ length: 8 }, (_, index) => runs().reopen(dagId, runId, `exec-${index}`)),
    );
    expect(opened.filter((each) => each !== undefined)).toHaveLength(1);
    expect(await runs().getRun(dagId, runId)).toMatchObject({ generation: 2 });
  });

  it('is not ended by a late write of the generation before', async () => {
    const { dagId, runId } = await closedRun(runs());
    await runs().reopen(dagId, runId, 'exec-1');
    const end = { dagId, runId, endedAt: AT, result: null, instances: [] } as const;
    await runs().finishRun({ ...end, state: 'failed', generation: 1 });
    expect(await runs().getRun(dagId, runId)).toMatchObject({ state: 'running' });
    await runs().finishRun({ ...end, state: 'success', generation: 2 });
    expect(await runs().getRun(dagId, runId)).toMatchObject({ state: 'success', generation: 2 });
  });
}

function describeReset(stores: () => Both): void {
  it('records a clear once: audit, generation, and rows that are none again', async () => {
    const { runs, audit } = stores();
    const { dagId, runId } = await closedRun(runs);
    await runs.reopen(dagId, runId, 'exec-1');
    const control = clear(dagId, runId, 3, ['b', 'c']);
    for (let times = 0; times < 2; times += 1) await runs.recordControl(control);
    const cleared = { state: 'none', error: null, output: null, endedAt: null, reason: null };
    expect(await runs.getInstance({ dagId, runId, path: 'b' })).toMatchObject({
      ...cleared,
      tryNumber: 1,
      logKey: null,
    });
    expect(await runs.getInstance({ dagId, runId, path: 'c' })).toMatchObject(cleared);
    const kept = { state: 'success', output: OUTPUT };
    expect(await runs.getInstance({ dagId, runId, path: 'a' })).toMatchObject(kept);
    expect(await runs.listAttempts({ dagId, runId, path: 'b' })).toHaveLength(1);
    expect(await runs.getRun(dagId, runId)).toMatchObject({ generation: 3 });
    const { requestId: id, by, at, reason, detail } = control;
    expect(await audit.list({ dagId, runId })).toEqual([
      { id, by, at, reason, detail, action: 'run.clear', dagId, runId },
    ]);
  });

  it('counts tries on after a clear, and keeps the attempts of before', async () => {
    const { runs } = stores();
    const { dagId, runId } = await newRun(runs);
    const key = { dagId, runId, path: 'a' };
    await runs.complete(key, fence(1, 1), completion('a', 1, 1));
    await runs.recordControl(clear(dagId, runId, 2, ['a']));
    expect(await runs.claim(key, claim('a', 1, 1))).toMatchObject({ kind: 'fenced' });
    expect(await runs.complete(key, fence(1, 1), completion('a', 1, 1))).toBe(false);
    expect(await runs.claim(key, claim('a', 2, 1))).toEqual({ kind: 'claimed', tryNumber: 2 });
    expect(await runs.complete(key, fence(2, 1), completion('a', 2, 1))).toBe(true);
    expect(await runs.listAttempts(key)).toHaveLength(2);
  });

  it('closes what was in flight, and leaves alone what has begun anew already', async () => {
    const { runs } = stores();
    const { dagId, runId } = await newRun(runs);
    const [old, early] = ['old', 'early'].map((path) => ({ dagId, runId, path }));
    if (old === undefined || early === undefined) throw new Error('two keys were made');
    await runs.claim(old, claim('old', 1, 1));
    await runs.claim(early, claim('early', 2, 1));
    await runs.recordControl(clear(dagId, runId, 2, ['old', 'early', 'never-was']));
    const [lost] = await runs.listAttempts(old);
    expect(lost).toMatchObject({ state: 'failed', error: { type: 'AttemptLost' }, endedAt: AT });
    expect(await runs.complete(old, fence(1, 1), completion('old', 1, 1))).toBe(false);
    expect(await runs.getInstance(early)).toMatchObject({ state: 'running' });
    expect(await runs.complete(early, fence(2, 1), completion('early', 2, 1))).toBe(true);
    expect(await runs.getInstance({ dagId, runId, path: 'never-was' })).toBeUndefined();
  });
}

function describeGenerations(stores: () => Both): void {
  it('never lowers a generation, and refuses a run that is not there', async () => {
    const { runs, audit } = stores();
    const { dagId, runId } = await newRun(runs);
    await runs.recordControl(clear(dagId, runId, 5, []));
    await runs.recordControl(clear(dagId, runId, 4, []));
    expect(await runs.getRun(dagId, runId)).toMatchObject({ generation: 5 });
    const lost = clear(dagId, 'none', 2, []);
    await expect(runs.recordControl(lost)).rejects.toMatchObject({ code: 'NO_SUCH_RUN' });
    expect(await audit.list({ dagId, runId: 'none' })).toEqual([]);
  });

  it('pauses and resumes with the request, or by itself', async () => {
    const { runs } = stores();
    const { dagId, runId } = await newRun(runs);
    await runs.recordControl({ ...clear(dagId, runId, 1, []), verb: 'pause', paused: true });
    expect(await runs.getRun(dagId, runId)).toMatchObject({ paused: true });
    await runs.recordControl(clear(dagId, runId, 2, []));
    expect(await runs.getRun(dagId, runId)).toMatchObject({ paused: true });
    await runs.setPaused(dagId, runId, false);
    expect(await runs.getRun(dagId, runId)).toMatchObject({ paused: false });
    const missing = runs.setPaused(dagId, 'none', true);
    await expect(missing).rejects.toMatchObject({ code: 'NO_SUCH_RUN' });
  });

  it('counts checkpoints of older generations only when they are asked for', async () => {
    const { runs } = stores();
    const { dagId, runId } = await newRun(runs);
    const key = { dagId, runId, path: 'a' };
    const pointer = { sequence: 1, objectKey: 'o', sha256: 'a'.repeat(64), size: 1 };
    await runs.claim(key, claim('a', 1, 1));
    await runs.saveCheckpoint(key, fence(1, 1), pointer);
    await runs.recordControl(clear(dagId, runId, 2, ['a']));
    expect(await runs.loadCheckpoint(key, 2)).toBeUndefined();
    expect(await runs.loadCheckpoint(key)).toEqual(pointer);
    await runs.claim(key, claim('a', 2, 1));
    expect(await runs.saveCheckpoint(key, fence(1, 1), { ...pointer, sequence: 9 })).toBe(false);
    await runs.saveCheckpoint(key, fence(2, 1), { ...pointer, sequence: 2 });
    expect(await runs.loadCheckpoint(key, 2)).toMatchObject({ sequence: 2 });
  });
}

function describeMarks(runs: () => RunStore): void {
  it('settles what is marked in the new generation, closed to its worker', async () => {
    const { dagId, runId } = await newRun(runs());
    const key = { dagId, runId, path: 'a' };
    await runs().claim(key, claim('a', 1, 1));
    const marked = [mark('a', 'success'), mark('m[2]', 'skipped'), mark('d', 'failed')];
    const control = { ...clear(dagId, runId, 2, []), verb: 'mark', marked };
    for (let times = 0; times < 2; times += 1) await runs().recordControl(control);
    expect(await runs().getInstance(key)).toMatchObject({
      ...{ state: 'success', reason: 'by hand', output: null, endedAt: AT },
    });
    expect(await runs().getInstance({ ...key, path: 'm[2]' })).toMatchObject({ state: 'skipped' });
    expect(await runs().complete(key, fence(1, 1), completion('a', 1, 1))).toBe(false);
    expect(await runs().claim(key, claim('a', 1, 2))).toMatchObject({ kind: 'fenced' });
    expect(await runs().listAttempts(key)).toMatchObject([{ state: 'failed', endedAt: AT }]);
  });

  it('keeps the output of a success that is marked a success, and of nothing else', async () => {
    const { dagId, runId } = await newRun(runs());
    for (const path of ['a', 'b']) {
      const key = { dagId, runId, path };
      await runs().complete(key, fence(1, 1), completion(path, 1, 1));
    }
    const marked = [mark('a', 'success'), mark('b', 'failed')];
    await runs().recordControl({ ...clear(dagId, runId, 2, []), verb: 'mark', marked });
    const rows = await runs().listInstances(dagId, runId);
    expect(rows).toMatchObject([{ output: OUTPUT }, { state: 'failed', output: null }]);
  });
}

function describeDecisions(runs: () => RunStore): void {
  it('ends a run of a later generation without touching what was kept', async () => {
    const { dagId, runId } = await closedRun(runs());
    await runs().reopen(dagId, runId, 'exec-1');
    await runs().recordControl(clear(dagId, runId, 3, ['b', 'c']));
    const before = await runs().getInstance({ dagId, runId, path: 'a' });
    const end = { dagId, runId, endedAt: AT, result: null, generation: 3 } as const;
    const instances = [move('a', 'success'), move('b', 'success'), move('c', 'success')];
    await runs().finishRun({ ...end, state: 'success', instances });
    expect(await runs().getInstance({ dagId, runId, path: 'a' })).toEqual(before);
    const states = (await runs().listInstances(dagId, runId)).map(({ state }) => state);
    expect(states).toEqual(['success', 'success', 'success']);
  });

  it('overrules what the run itself had decided in an older generation', async () => {
    const { dagId, runId } = await newRun(runs());
    await runs().recordTransitions(dagId, runId, [move('train[]', 'upstream_failed')], 1);
    await runs().recordTransitions(dagId, runId, [move('train[]', 'running')], 2);
    expect(await stateOf(runs(), dagId, runId, 'train[]')).toBe('running');
    await runs().recordTransitions(dagId, runId, [move('train[]', 'success')], 2);
    await runs().recordTransitions(dagId, runId, [move('train[]', 'skipped')], 1);
    expect(await stateOf(runs(), dagId, runId, 'train[]')).toBe('success');
  });

  it('lets no late batch of before a clear change what was cleared', async () => {
    const { dagId, runId } = await newRun(runs());
    await runs().recordTransitions(dagId, runId, [move('a', 'running')], 1);
    await runs().recordControl(clear(dagId, runId, 2, ['a']));
    await runs().recordTransitions(dagId, runId, [move('a', 'failed')], 1);
    expect(await stateOf(runs(), dagId, runId, 'a')).toBe('none');
    const key = { dagId, runId, path: 'a' };
    expect(await runs().complete(key, fence(2, 1), completion('a', 2, 1))).toBe(true);
  });

  it('never fences off a worker that is in flight while others are cleared', async () => {
    const { dagId, runId } = await newRun(runs());
    const [claimed, unseen] = ['claimed', 'unseen'].map((path) => ({ dagId, runId, path }));
    if (claimed === undefined || unseen === undefined) throw new Error('two keys were made');
    await runs().claim(claimed, claim('claimed', 1, 1));
    await runs().recordControl(clear(dagId, runId, 2, []));
    const moves = [move('claimed', 'up_for_retry'), move('unseen', 'running')];
    await runs().recordTransitions(dagId, runId, moves, 2);
    expect(await runs().complete(claimed, fence(1, 1), completion('claimed', 1, 1))).toBe(true);
    expect(await runs().complete(unseen, fence(1, 1), completion('unseen', 1, 1))).toBe(true);
  });

  it('closes an instance that the run has ended to every worker of before', async () => {
    const { dagId, runId } = await newRun(runs());
    await runs().recordTransitions(dagId, runId, [move('a', 'scheduled')], 2);
    await runs().recordTransitions(dagId, runId, [move('a', 'failed')], 2);
    const key = { dagId, runId, path: 'a' };
    expect(await runs().complete(key, fence(2, 1), completion('a', 2, 1))).toBe(false);
  });
}

function describeStates(runs: () => RunStore): void {
  it('goes between running and the waiting states, and back', async () => {
    const { dagId, runId } = await newRun(runs());
    const states = ['running', 'up_for_reschedule', 'running', 'deferred', 'running'];
    for (const state of [...states, 'awaiting_input', 'restarting', 'running']) {
      await runs().recordTransitions(dagId, runId, [move('a', state)]);
      expect(await stateOf(runs(), dagId, runId, 'a')).toBe(state);
    }
    await runs().recordTransitions(dagId, runId, [move('a', 'queued')]);
    expect(await stateOf(runs(), dagId, runId, 'a')).toBe('running');
  });

  it('shows as removed what the run no longer reaches, its output still there', async () => {
    const { dagId, runId } = await newRun(runs());
    const key = { dagId, runId, path: 'm[9]' };
    await runs().complete(key, fence(1, 1), completion('m', 1, 1));
    for (let times = 0; times < 2; times += 1) {
      await runs().recordTransitions(dagId, runId, [move('m[9]', 'removed')], 2);
    }
    expect(await runs().getInstance(key)).toMatchObject({ state: 'removed', output: OUTPUT });
    expect(await runs().complete(key, fence(2, 1), completion('m', 2, 1))).toBe(false);
  });
}

function describeLinks(runs: () => RunStore): void {
  it('knows the runs that a run started', async () => {
    const parent = await newRun(runs());
    const link = { dagId: parent.dagId, runId: parent.runId, path: 'child[1]' };
    const children = [
      await newRun(runs(), { parent: link }),
      await newRun(runs(), { parent: link }),
    ];
    const rows = await runs().listChildren(parent.dagId, parent.runId);
    expect(rows.map(({ dagId }) => dagId)).toEqual(children.map(({ dagId }) => dagId));
    expect(rows[0]?.parent).toEqual(link);
    expect((await runs().getRun(parent.dagId, parent.runId))?.parent).toBeNull();
    expect(await runs().listChildren(parent.dagId, 'none')).toEqual([]);
  });

  it('gives instances page by page, by task and by state, and counts them', async () => {
    const { dagId, runId } = await newRun(runs());
    const rows = Array.from({ length: 25 }, (_, index) => ({
      ...{ path: `m[${index}]`, taskId: 'm', mapIndex: [index] },
      state: index % 5 === 0 ? 'failed' : 'success',
    }));
    await runs().recordTransitions(dagId, runId, [
      ...rows,
      move('a', 'skipped'),
      move('z', 'failed'),
    ]);
    const seen: string[] = [];
    for (;;) {
      const after = seen.at(-1);
      const page = { limit: 10, ...(after !== undefined && { after }) };
      const got = await runs().listInstances(dagId, runId, page);
      seen.push(...got.map(({ path }) => path));
      if (got.length < 10) break;
    }
    expect(seen).toEqual(['a', ...rows.map(({ path }) => path), 'z']);
    const paths = async (page: Parameters<RunStore['listInstances']>[2]): Promise<string[]> =>
      (await runs().listInstances(dagId, runId, page)).map(({ path }) => path);
    expect(await paths({ taskId: 'm', state: 'failed', after: 'm[5]', limit: 2 })).toEqual([
      'm[10]',
      'm[15]',
    ]);
    expect(await paths({ after: 'none' })).toEqual([]);
    expect(await runs().countInstances(dagId, runId)).toEqual({
      failed: 6,
      skipped: 1,
      success: 20,
    });
  });
}

let count = 0;
async function newRun(runs: RunStore, changes: Partial<NewRun> = {}): Promise<NewRun> {
  count += 1;
  const dagId = `control-${process.pid}-${Date.now()}-${count}`;
  const ids = { dagId, runId: 'r', runType: 'manual', planHash: 'h', workflowId: `${dagId}/r` };
  const dates = { logicalDate: AT, dataInterval: { start: AT, end: AT } };
  const run: NewRun = { ...ids, ...dates, params: {}, state: 'running', ...changes };
  await runs.createRun(run);
  return run;
}

/** `a` succeeded, `b` failed, `c` could not start; the run is failed. */
async function closedRun(runs: RunStore): Promise<NewRun> {
  const run = await newRun(runs);
  const { dagId, runId } = run;
  await runs.complete({ dagId, runId, path: 'a' }, fence(1, 1), completion('a', 1, 1));
  const error = { type: 'TaskFailed', message: 'boom' };
  const failed = { claim: claim('b', 1, 1), state: 'failed', error } as const;
  const times = { startedAt: AT, endedAt: AT };
  await runs.recordFailure({ dagId, runId, path: 'b' }, fence(1, 1), { ...failed, ...times });
  const instances = [
    move('a', 'success'),
    move('b', 'failed', 'boom'),
    move('c', 'upstream_failed'),
  ];
  const end = { state: 'failed', endedAt: AT, result: { x: 1 }, note: 'n', instances } as const;
  await runs.finishRun({ dagId, runId, ...end });
  return run;
}

function clear(
  dagId: string,
  runId: string,
  generation: number,
  reset: readonly string[],
): ControlRecord {
  count += 1;
  const requestId = `${dagId}/${count}`;
  const who = { by: 'ada', reason: 'bad data', at: AT, detail: { tasks: ['b'] } };
  return { requestId, dagId, runId, generation, verb: 'clear', ...who, reset, marked: [] };
}

function mark(
  path: string,
  state: 'success' | 'failed' | 'skipped',
): ControlRecord['marked'][number] {
  return { path, taskId: path, mapIndex: [], state, reason: 'by hand' };
}

function move(path: string, state: string, reason?: string): TransitionRow {
  return { path, taskId: path, mapIndex: [], state, ...(reason !== undefined && { reason }) };
}

async function stateOf(
  runs: RunStore,
  dagId: string,
  runId: string,
  path: string,
): Promise<string | undefined> {
  return (await runs.getInstance({ dagId, runId, path }))?.state;
}

function fence(generation: number, attempt: number): Claim['fence'] {
  return { generation, attempt };
}

function claim(taskId: string, generation: number, attempt: number): Claim {
  const worker = { identity: 'w', build: 'b' };
  const task = { taskId, mapIndex: [], queue: 'cpu', logKey: 'logs/a' };
  return { fence: fence(generation, attempt), ...task, worker };
}

function completion(taskId: string, generation: number, attempt: number): Completion {
  const times = { startedAt: AT, endedAt: AT };
  return { claim: claim(taskId, generation, attempt), state: 'success', output: OUTPUT, ...times };
}
