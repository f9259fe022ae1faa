import { describe, expect, test } from 'vitest';
import type { CompiledPlan, DagSettings } from '../../dsl/plan/plan.ts';
import { map, plan, region, task, TestRun, value } from './testing/plan-words.ts';

const withSettings = (of: CompiledPlan, settings: Partial<DagSettings>): CompiledPlan => ({
  ...of,
  settings: { ...of.settings, ...settings },
});

describe('pause', () => {
  test('holds back what is ready until resume; what has started goes on', () => {
    const run = new TestRun(plan([task('a'), task('b', ['a']), task('c', ['b'])]));
    run.step({ type: 'pause' }).ok('a');
    expect(run.starts).toEqual([]);
    expect(run.states).toEqual({ a: 'success', b: 'scheduled' });
    expect(run.step({ type: 'resume' }).starts).toEqual(['b']);
  });

  test('a cancel while paused ends the run', () => {
    const run = new TestRun(plan([task('a'), task('b', ['a'])])).step({ type: 'pause' }).ok('a');
    expect(run.step({ type: 'cancel', reason: 'Enough.' }).finish).toMatchObject({
      state: 'failed',
    });
    expect(run.states).toEqual({ a: 'success', b: 'skipped' });
  });
});

describe('maxActiveTasks', () => {
  test('are handed out at a time, in the order of commands, as others end', () => {
    const nodes = [map('m', value([1, 2, 3]), region([task('m.t')])), task('z')];
    const run = new TestRun(withSettings(plan(nodes), { maxActiveTasks: 2 }));
    expect(run.starts).toEqual(['m[0].t', 'm[1].t']);
    expect(run.states).toMatchObject({ 'm[2].t': 'scheduled', z: 'scheduled' });
    expect(run.ok('m[1].t').starts).toEqual(['m[2].t']);
    expect(run.ok('m[0].t').starts).toEqual(['z']);
  });

  test('does not count one that waits for the world', () => {
    const run = new TestRun(withSettings(plan([task('a'), task('b')]), { maxActiveTasks: 1 }));
    expect(run.started).toEqual(['a']);
    run.step({ type: 'waiting', path: 'a', state: 'up_for_reschedule' });
    expect(run.starts).toEqual(['b']);
  });
});

describe('failFast', () => {
  const fast = withSettings(
    plan([task('a'), task('b'), task('c', ['b']), task('d', ['a'], { rule: 'all_done' })]),
    { failFast: true },
  );
  test('at the first failure skips what has not started, stops what runs, and fails the run', () => {
    const run = new TestRun(fast).fail('a');
    expect(run.last.commands).toMatchObject([{ type: 'stop', path: 'b' }]);
    expect(run.states).toEqual({ a: 'failed', b: 'scheduled', c: 'skipped', d: 'skipped' });
    expect(run.ok('b').finish).toMatchObject({ state: 'failed' });
    expect(run.states['b']).toBe('failed');
  });

  test('a clear lifts it', () => {
    const run = new TestRun(fast).fail('a').ok('b').step({ type: 'clear', selection: {} });
    expect(run.ok('a').ok('b').ok('c').ok('d').finish).toMatchObject({ state: 'success' });
  });
});
