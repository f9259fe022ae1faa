import { expect, it } from 'vitest';
import { AT, closedRun, completion, fence, newRun, OUTPUT } from './control-sample.ts';
import type { RunStore } from './run-store.ts';

/** A closed run that is opened again, and one whose execution was lost. */
export function describeReopen(runs: () => RunStore): void {
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

  it('opens a run that is open when its execution is lost, and leaves it paused', async () => {
    const { dagId, runId } = await newRun(runs(), { events: { 'ready/a': { n: 1 } } });
    await runs().complete({ dagId, runId, path: 'a' }, fence(1, 1), completion('a', 1, 1));
    await runs().setPaused(dagId, runId, true);
    const lost = { lost: true };
    const found = await runs().reopen(dagId, runId, 'exec-1', lost);
    expect(found?.run).toMatchObject({ state: 'running', generation: 2, paused: true });
    expect(found?.run.events).toEqual({ 'ready/a': { n: 1 } });
    expect(found?.kept.map(({ path }) => path)).toEqual(['a']);
    expect(await runs().reopen(dagId, runId, 'exec-1', lost)).toEqual(found);
    expect((await runs().reopen(dagId, runId, 'exec-2', lost))?.run.generation).toBe(3);
    expect(await runs().reopen(dagId, runId, 'exec-1')).toBeUndefined();
  });
}
