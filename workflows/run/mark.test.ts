import { describe, expect, test } from 'vitest';
import { plan, task, TestRun } from './testing/plan-words.ts';

const chain = plan([task('a'), task('b', ['a']), task('c', ['b'])]);
const as = (state: 'success' | 'failed' | 'skipped', ...tasks: readonly string[]) =>
  ({ type: 'mark', selection: { tasks }, state, reason: 'By hand.' }) as const;

describe('mark', () => {
  test('success of a failed task lets what failed behind it run', () => {
    const run = new TestRun(chain).fail('a').step(as('success', 'a'));
    expect(run.states).toEqual({ a: 'success', b: 'scheduled' });
    expect(run.reason('a')).toBe('By hand.');
    expect(run.last.transitions.slice(0, 3)).toMatchObject([
      { path: 'a', state: 'success' },
      { path: 'b', state: 'none' },
      { path: 'c', state: 'none' },
    ]);
    expect(run.ok('b').ok('c').finish).toMatchObject({ state: 'success' });
  });

  test('of what runs stops it, and its report does not count', () => {
    const run = new TestRun(chain).step(as('success', 'a'));
    expect(run.last.commands).toMatchObject([
      { type: 'schedule', path: 'b' },
      { type: 'stop', path: 'a' },
    ]);
    expect(run.fail('a').states).toEqual({ a: 'success', b: 'scheduled' });
  });

  test('of what has not begun ends it unrun', () => {
    const run = new TestRun(chain).step(as('skipped', 'b'));
    expect(run.states).toEqual({ a: 'scheduled', b: 'skipped', c: 'skipped' });
    expect(run.ok('a').finish).toMatchObject({ state: 'success' });
  });

  test('a run is over only when what it stopped has told', () => {
    const run = new TestRun(plan([task('a')])).step(as('failed', 'a'));
    expect(run.finish).toBeUndefined();
    expect(run.ok('a').finish).toMatchObject({ state: 'failed' });
  });

  test('of what has that state already changes nothing', () => {
    const run = new TestRun(chain).ok('a').step(as('success', 'a'));
    expect(run.last).toEqual({ commands: [], transitions: [] });
  });

  test('failed does not stop a failFast dag: nothing has failed by itself', () => {
    const two = plan([task('a'), task('b')]);
    const fast = { ...two, settings: { ...two.settings, failFast: true } };
    expect(new TestRun(fast).ok('a').step(as('failed', 'a')).states).toEqual({
      a: 'failed',
      b: 'scheduled',
    });
  });
});
