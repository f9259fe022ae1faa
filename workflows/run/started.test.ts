import { describe, expect, test } from 'vitest';
import type { WaitForEventNode } from '../../dsl/plan/plan.ts';
import { object, output, plan, task, TestRun } from './testing/plan-words.ts';

const wait: WaitForEventNode = {
  kind: 'waitForEvent',
  id: 'wait',
  upstream: ['a'],
  facts: [],
  input: object({ where: object({ id: output('a') }) }),
  triggerRule: 'all_done',
  source: 'orders',
  sourceKind: 'event',
  softFail: false,
};

describe('nodes that are started but are no tasks', () => {
  test('are handed out by their own rule, with their input bound, and report like tasks', () => {
    const run = new TestRun(plan([task('a'), wait, task('z', ['wait'])])).ok('a', 7);
    expect(run.last.commands).toMatchObject([
      { type: 'schedule', path: 'wait', input: { value: { where: { id: 7 } } } },
    ]);
    expect(run.ok('wait').starts).toEqual(['z']);
  });

  test('tell that they wait, and for what; they are counted like tasks', () => {
    const run = new TestRun(plan([task('a'), wait])).fail('a');
    run.step({ type: 'waiting', path: 'wait', state: 'deferred', reason: 'For orders.' });
    expect(run.last.transitions).toEqual([
      { path: 'wait', taskId: 'wait', mapIndex: [], state: 'deferred', reason: 'For orders.' },
    ]);
    expect(run.reducer.counts()).toEqual({ failed: 1, deferred: 1 });
  });
});
