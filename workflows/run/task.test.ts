import { describe, expect, test } from 'vitest';
import { output, plan, task, TestRun, value } from './testing/plan-words.ts';

describe('tasks', () => {
  test('start once all before them have succeeded, with the values these gave', () => {
    const run = new TestRun(
      plan([task('a'), task('b'), task('c', ['a', 'b'], { input: { x: output('a', 'n') } })]),
    );
    expect(run.starts).toEqual(['a', 'b']);
    expect(run.ok('b').starts).toEqual([]);
    expect(run.ok('a', { n: 7 }).starts).toEqual(['c']);
    expect(run.inputs.get('c')).toEqual({ kind: 'literal', value: { x: 7 } });
    expect(run.finish).toBeUndefined();
    expect(run.ok('c').finish).toMatchObject({ state: 'success' });
  });

  test('one_success starts while a sibling still runs, and is not started again by it', () => {
    const run = new TestRun(
      plan([task('a'), task('b'), task('c', ['a', 'b'], { rule: 'one_success' })]),
    );
    expect(run.ok('b').starts).toEqual(['c']);
    expect(run.ok('a').starts).toEqual([]);
    expect(run.states).toMatchObject({ a: 'success', b: 'success', c: 'scheduled' });
  });

  test('always starts with the run, whatever is before it', () => {
    const run = new TestRun(plan([task('a'), task('b', ['a'], { rule: 'always' })]));
    expect(run.starts).toEqual(['a', 'b']);
  });

  test('a failure runs down a chain as upstream_failed and fails the run', () => {
    const run = new TestRun(plan([task('a'), task('b', ['a']), task('c', ['b'])])).fail('a');
    expect(run.states).toEqual({ a: 'failed', b: 'upstream_failed', c: 'upstream_failed' });
    expect(run.finish).toMatchObject({ state: 'failed' });
    expect(run.reason('a')).toBe('TaskFailed: No.');
    expect(run.reason('b')).toBe('Trigger rule "all_success": 1 failed of 1 upstream.');
  });

  test('a run succeeds when its leaves do, although a task before them failed', () => {
    const run = new TestRun(plan([task('a'), task('tidy', ['a'], { rule: 'all_done' })]));
    expect(run.fail('a').ok('tidy').finish).toMatchObject({ state: 'success' });
  });

  test('a skip from code skips what follows, and the run succeeds', () => {
    const run = new TestRun(plan([task('a'), task('b', ['a'])])).skip('a');
    expect(run.states).toEqual({ a: 'skipped', b: 'skipped' });
    expect(run.finish).toMatchObject({ state: 'success' });
  });

  test('a value that is not there reaches a lenient task as absent', () => {
    const input = { x: output('a'), y: value(1) };
    const run = new TestRun(plan([task('a'), task('b', ['a'], { rule: 'all_done', input })])).fail(
      'a',
    );
    expect(run.inputs.get('b')).toEqual({
      kind: 'object',
      fields: { x: { kind: 'absent' }, y: { kind: 'literal', value: 1 } },
    });
  });

  test('running and retrying are told as states; the last attempt decides', () => {
    const run = new TestRun(plan([task('a')]));
    const error = { type: 'TaskFailed', message: 'Once more.' };
    expect(run.step({ type: 'running', path: 'a' }).states).toEqual({ a: 'running' });
    expect(run.step({ type: 'retrying', path: 'a', error }).states).toEqual({ a: 'up_for_retry' });
    expect(run.last.transitions[0]?.reason).toBe('TaskFailed: Once more.');
    expect(run.step({ type: 'running', path: 'a' }).ok('a').states).toEqual({ a: 'success' });
  });

  test('late, doubled and unknown reports change nothing', () => {
    const run = new TestRun(plan([task('a'), task('b', ['a'])])).ok('a');
    for (const again of [run.fail('a'), run.ok('nobody'), run.step({ type: 'start' })]) {
      expect(again.last).toEqual({ commands: [], transitions: [] });
    }
    expect(run.started).toEqual(['a', 'b']);
  });

  test('an input that cannot be computed fails its task by name and operator', () => {
    const input = {
      pairs: {
        kind: 'call',
        operator: 'zip',
        args: [{ kind: 'object', fields: { x: output('a'), y: value([1]) } }],
        path: [],
      },
    } as const;
    const run = new TestRun(plan([task('a'), task('b', ['a'], { input })])).ok('a', [1, 2]);
    expect(run.states).toEqual({ a: 'success', b: 'failed' });
    expect(run.reason('b')).toBe(
      'ExpressionFailed: "b": zip got lists of unequal length: "x" has 2, "y" has 1.',
    );
  });

  test('a dag without tasks succeeds at once, with its result', () => {
    const run = new TestRun(plan([], { kind: 'params', path: ['n'] }), { n: 3 });
    expect(run.finish).toEqual({
      type: 'finish',
      state: 'success',
      result: { kind: 'literal', value: 3 },
      removed: [],
    });
    expect(run.reducer.done).toBe(true);
  });

  test('a result that cannot be computed fails the run and says why', () => {
    const result = { kind: 'call', operator: 'not', args: [output('a')], path: [] } as const;
    const run = new TestRun(plan([task('a')], result)).ok('a', 5);
    expect(run.finish).toMatchObject({
      state: 'failed',
      reason: 'ExpressionFailed: the result of the run: not got 5, expected true or false.',
    });
  });

  test('commands of one batch come in the order of the plan, not of the reports', () => {
    const run = new TestRun(plan([task('a'), task('b'), task('a2', ['a']), task('b2', ['b'])]));
    const done = (path: string) =>
      ({ type: 'succeeded', path, output: { kind: 'inline', value: null } }) as const;
    const { commands } = run.reducer.apply([done('b'), done('a')]);
    expect(commands.map((each) => each.type === 'schedule' && each.path)).toEqual(['a2', 'b2']);
  });

  test('counts are of tasks alone, by state', () => {
    const run = new TestRun(plan([task('a'), task('b', ['a']), task('c')])).ok('c');
    expect(run.reducer.counts()).toEqual({ none: 1, scheduled: 1, success: 1 });
  });

  test('plans that cannot run are refused at once: unknown upstream, twice the same id, a cycle', () => {
    expect(() => new TestRun(plan([task('a', ['x'])]))).toThrow('"a" waits for "x"');
    expect(() => new TestRun(plan([task('a'), task('a')]))).toThrow('Two nodes');
    expect(() => new TestRun(plan([task('a', ['b']), task('b', ['a'])]))).toThrow('cycle');
  });
});
