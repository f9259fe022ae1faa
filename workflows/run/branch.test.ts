import { describe, expect, test } from 'vitest';
import { branch, map, output, plan, region, task, TestRun, value } from './testing/plan-words.ts';

const cases = {
  promote: region([task('deploy')], output('deploy')),
  reject: region([task('notify'), task('tidy', ['notify'], { rule: 'always' })], output('notify')),
};
const gate = (...behind: ReturnType<typeof task>[]) =>
  new TestRun(
    plan(
      [
        task('pick'),
        branch('b', output('pick', 'verdict'), cases, { upstream: ['pick'] }),
        ...behind,
      ],
      output('b'),
    ),
  );

describe('branch', () => {
  test('runs the chosen case and skips the others whole, whatever their rules', () => {
    const run = gate().ok('pick', { verdict: 'promote' });
    expect(run.starts).toEqual(['deploy']);
    expect(run.states).toMatchObject({ b: 'running', notify: 'skipped', tidy: 'skipped' });
    run.ok('deploy', 'deployed');
    expect(run.states['b']).toBe('success');
    expect(run.finish).toMatchObject({ result: { kind: 'literal', value: 'deployed' } });
  });

  test('a task behind it needs no special rule: the branch itself has succeeded', () => {
    const run = gate(task('join', ['b'], { input: { done: output('b') } }));
    expect(run.ok('pick', { verdict: 'promote' }).ok('deploy', 1).starts).toEqual(['join']);
    expect(run.inputs.get('join')).toEqual({ kind: 'literal', value: { done: 1 } });
  });

  test('is upstream_failed when its case fails, skipped when its case is, and then has no value', () => {
    const failed = gate().ok('pick', { verdict: 'promote' }).fail('deploy');
    expect(failed.states['b']).toBe('upstream_failed');
    expect(failed.finish).toMatchObject({ state: 'failed', result: { kind: 'absent' } });
    const skipped = gate().ok('pick', { verdict: 'promote' }).skip('deploy');
    expect(skipped.states['b']).toBe('skipped');
    expect(skipped.finish).toMatchObject({ state: 'success', result: { kind: 'absent' } });
  });

  test('fails by name on a value it has no case for, and so do the tasks in its cases', () => {
    const run = gate().ok('pick', { verdict: 'perhaps' });
    expect(run.states).toMatchObject({
      b: 'failed',
      deploy: 'upstream_failed',
      tidy: 'upstream_failed',
    });
    expect(run.reason('b')).toBe(
      'UnknownCase: "b" got "perhaps", expected one of "promote", "reject".',
    );
  });

  test('when it is never entered, the tasks in its cases end with it', () => {
    expect(gate().fail('pick').states).toMatchObject({
      b: 'upstream_failed',
      tidy: 'upstream_failed',
    });
    expect(gate().skip('pick').states).toMatchObject({ b: 'skipped', tidy: 'skipped' });
  });

  test('takes true and false as keys, and cases without tasks', () => {
    const yesNo = { true: region([], value('yes')), false: region([], value('no')) };
    const run = new TestRun(plan([branch('b', value(false), yesNo)], output('b')));
    expect(run.finish).toMatchObject({
      state: 'success',
      result: { kind: 'literal', value: 'no' },
    });
  });

  test('with a list runs every case in it; its value has one field a case', () => {
    const abc = {
      a: region([task('ta')], output('ta')),
      b: region([task('tb')], output('tb')),
      c: region([task('tc')], output('tc')),
    };
    const many = branch('b', value(['c', 'a']), abc, { many: true });
    const run = new TestRun(plan([many], output('b')));
    expect(run.starts).toEqual(['ta', 'tc']);
    expect(run.ok('tc', 3).ok('ta', 1).finish?.result).toEqual({
      kind: 'object',
      fields: {
        a: { kind: 'literal', value: 1 },
        b: { kind: 'absent' },
        c: { kind: 'literal', value: 3 },
      },
    });
  });

  test('with an empty list chooses nothing and succeeds', () => {
    const one = { a: region([task('ta')], output('ta')) };
    const run = new TestRun(plan([branch('b', value([]), one, { many: true })]));
    expect(run.states).toEqual({ b: 'success', ta: 'skipped' });
  });

  test('waits for what a chosen case returns from outside', () => {
    const either = { old: region([], output('slow')), new: region([task('fresh')]) };
    const run = new TestRun(plan([task('slow'), branch('b', value('old'), either)], output('b')));
    expect(run.states['b']).toBe('running');
    expect(run.ok('slow', 'kept').finish).toMatchObject({
      result: { kind: 'literal', value: 'kept' },
    });
  });

  test('inside a map each item decides for itself', () => {
    const body = region(
      [
        task('m.p'),
        branch(
          'm.b',
          output('m.p'),
          { a: region([task('m.x')], output('m.x')), b: region([], value('none')) },
          { upstream: ['m.p'] },
        ),
      ],
      output('m.b'),
    );
    const run = new TestRun(plan([map('m', value([1, 2]), body)], output('m')));
    expect(run.ok('m[0].p', 'b').ok('m[1].p', 'a').starts).toEqual(['m[1].x']);
    expect(run.states).toMatchObject({ 'm[0].x': 'skipped', 'm[0].b': 'success' });
    expect(run.ok('m[1].x', 'X').finish?.result).toEqual({ kind: 'literal', value: ['none', 'X'] });
  });
});
