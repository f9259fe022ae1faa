import { describe, expect, test } from 'vitest';
import type { PlanNode, ResourceNode } from '../../dsl/plan/plan.ts';
import { output, plan, region, task, TestRun } from './testing/plan-words.ts';

function resource(words: Partial<ResourceNode> = {}, id = 'r'): ResourceNode {
  const of = { kind: 'resource', resource: id, path: [] } as const;
  return {
    kind: 'withResource',
    id,
    upstream: [],
    facts: [],
    setup: region([task(`${id}.up`)], output(`${id}.up`)),
    body: region([task(`${id}.work`, [], { input: { of } })], output(`${id}.work`)),
    teardown: region([task(`${id}.down`, [], { input: { of } })]),
    teardownWhen: 'always',
    failRunOnTeardownFailure: false,
    ...words,
  };
}
const after: PlanNode = task('z', ['r'], { input: { got: output('r') } });
const of = (words: Partial<ResourceNode> = {}): TestRun =>
  new TestRun(plan([resource(words), after]));
const nested = (): TestRun => {
  const inner = resource({ teardownWhen: 'failure' }, 'r.in');
  return of({ body: region([inner], output('r.in')), teardownWhen: 'failure' });
};

describe('withResource', () => {
  test('sets up, works and tears down one after another; its value is the body’s', () => {
    const run = of();
    expect(run.starts).toEqual(['r.up']);
    expect(run.ok('r.up', 'it').starts).toEqual(['r.work']);
    expect(run.inputs.get('r.work')).toEqual({ kind: 'literal', value: { of: 'it' } });
    expect(run.ok('r.work', 42).starts).toEqual(['r.down']);
    expect(run.ok('r.down').starts).toEqual(['z']);
    expect(run.inputs.get('z')).toEqual({ kind: 'literal', value: { got: 42 } });
    expect(run.ok('z').finish).toMatchObject({ state: 'success' });
  });

  test('tears down after a failed body, and not after a failed setup', () => {
    const bad = of().ok('r.up').fail('r.work');
    expect(bad.starts).toEqual(['r.down']);
    expect(bad.ok('r.down').states).toMatchObject({ r: 'upstream_failed', z: 'upstream_failed' });
    const never = of().fail('r.up');
    expect(never.states).toMatchObject({
      r: 'upstream_failed',
      'r.work': 'upstream_failed',
      'r.down': 'upstream_failed',
    });
  });

  test('a failed teardown matters to nobody, unless it may not fail: then to the run', () => {
    expect(of().ok('r.up').ok('r.work').fail('r.down').ok('z').finish).toMatchObject({
      state: 'success',
    });
    const strict = of({ failRunOnTeardownFailure: true }).ok('r.up').ok('r.work').fail('r.down');
    expect(strict.states['r']).toBe('success');
    expect(strict.ok('z').finish).toMatchObject({ state: 'failed' });
  });

  test('as compensation undoes only what did not succeed, the inner before the outer', () => {
    const good = nested().ok('r.up').ok('r.in.up').ok('r.in.work').ok('z');
    expect(good.states).toMatchObject({ 'r.down': 'skipped', 'r.in.down': 'skipped' });
    const bad = nested().ok('r.up').ok('r.in.up').fail('r.in.work');
    expect(bad.starts).toEqual(['r.in.down']);
    expect(bad.ok('r.in.down').starts).toEqual(['r.down']);
    expect(bad.ok('r.down').finish).toMatchObject({ state: 'failed' });
  });

  test('a cancel stops the body and still tears down; the teardown is not stopped', () => {
    const run = of().ok('r.up').step({ type: 'cancel', reason: 'Enough.' });
    expect(run.last.commands).toMatchObject([{ type: 'stop', path: 'r.work' }]);
    expect(run.ok('r.work').starts).toEqual(['r.down']);
    expect(run.states).toMatchObject({ 'r.work': 'failed', z: 'skipped' });
    expect(run.ok('r.down').finish).toMatchObject({ state: 'failed' });
    expect(run.states).toMatchObject({ 'r.down': 'success' });
  });

  test('a cancel before the setup has succeeded tears down nothing', () => {
    const run = of().step({ type: 'cancel', reason: 'Enough.' }).ok('r.up');
    expect(run.starts).toEqual([]);
    expect(run.finish).toMatchObject({ state: 'failed' });
  });

  test('an unreached resource ends with all that is in it', () => {
    const run = new TestRun(plan([task('a'), { ...resource(), upstream: ['a'] }])).skip('a');
    expect(run.states).toMatchObject({ r: 'skipped', 'r.up': 'skipped', 'r.work': 'skipped' });
  });

  test('clearing a task of the body sets up and tears down again', () => {
    const run = of().ok('r.up').ok('r.work').ok('r.down').ok('z');
    run.step({ type: 'clear', selection: { tasks: ['r.work'] } });
    expect(run.starts).toEqual(['r.up']);
    expect(run.ok('r.up').starts).toEqual(['r.work']);
    expect(run.ok('r.work').starts).toEqual(['r.down']);
    expect(run.ok('r.down').finish).toMatchObject({ state: 'success' });
  });

  test('a failFast dag still tears down', () => {
    const drawn = plan([resource(), task('other')]);
    const run = new TestRun({ ...drawn, settings: { ...drawn.settings, failFast: true } });
    run.ok('r.up').fail('other');
    expect(run.ok('r.work').starts).toEqual(['r.down']);
    expect(run.ok('r.down').finish).toMatchObject({ state: 'failed' });
  });
});
