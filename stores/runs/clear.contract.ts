import { expect, it } from 'vitest';
import type { RunsAndAudit } from './control.contract.ts';
import {
  AT,
  claim,
  clear,
  closedRun,
  completion,
  fence,
  newRun,
  OUTPUT,
} from './control-sample.ts';

/** What a clear resets, and which generation what counts in. */
export function describeClears(stores: () => RunsAndAudit): void {
  describeReset(stores);
  describeGenerations(stores);
  describeOldCheckpoints(stores);
}

function describeReset(stores: () => RunsAndAudit): void {
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

function describeGenerations(stores: () => RunsAndAudit): void {
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
}

function describeOldCheckpoints(stores: () => RunsAndAudit): void {
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

  it('lists the last checkpoints of closed runs alone, and forgets the one that is meant', async () => {
    const { runs } = stores();
    const { dagId, runId } = await newRun(runs);
    const key = { dagId, runId, path: 'a' };
    const pointer = { sequence: 1, objectKey: `o ${dagId}`, sha256: 'a'.repeat(64), size: 1 };
    await runs.claim(key, claim('a', 1, 1));
    await runs.saveCheckpoint(key, fence(1, 1), pointer);
    const mine = async (before: number): Promise<readonly object[]> =>
      (await runs.listOldCheckpoints(new Date(before), 10_000)).filter(
        (each) => each.dagId === dagId,
      );
    const later = AT.getTime() + 1;
    expect(await mine(later)).toEqual([]);
    const end = { state: 'success', endedAt: AT, result: null, instances: [] } as const;
    await runs.finishRun({ dagId, runId, ...end });
    expect(await mine(AT.getTime())).toEqual([]);
    const old = { ...key, objectKey: pointer.objectKey };
    expect(await mine(later)).toEqual([old]);
    await runs.forgetCheckpoint({ ...old, objectKey: 'another' });
    expect(await mine(later)).toEqual([old]);
    await runs.forgetCheckpoint(old);
    expect(await mine(later)).toEqual([]);
    expect(await runs.loadCheckpoint(key)).toBeUndefined();
  });
}
