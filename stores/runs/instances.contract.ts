import { expect, it } from 'vitest';
import { completion, fence, move, newRun, OUTPUT, stateOf } from './control-sample.ts';
import type { RunStore } from './run-store.ts';

/** States on their way, runs that runs start, and pages of instances. */
export function describeInstances(runs: () => RunStore): void {
  describeStates(runs);
  describeLinks(runs);
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
