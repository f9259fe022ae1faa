import { expect, it } from 'vitest';
import {
  AT,
  claim,
  clear,
  closedRun,
  completion,
  fence,
  mark,
  move,
  newRun,
  OUTPUT,
  stateOf,
} from './control-sample.ts';
import type { RunStore } from './run-store.ts';

/** What a mark settles, and whose word counts for an instance. */
export function describeMarks(runs: () => RunStore): void {
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

export function describeDecisions(runs: () => RunStore): void {
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
