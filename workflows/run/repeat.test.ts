import { describe, expect, test } from 'vitest';
import type { Expression } from '../../dsl/plan/expression.ts';
import type { CompiledPlan, PlanNode, RepeatNode } from '../../dsl/plan/plan.ts';
import { object, output, plan, region, task, TestRun, value } from './testing/plan-words.ts';

const state = (...path: readonly string[]): Expression => ({ kind: 'state', repeat: 'loop', path });
const iteration: Expression = { kind: 'iteration', repeat: 'loop' };

function loop(words: Partial<RepeatNode> = {}): RepeatNode {
  const input = { of: state(), at: iteration };
  return {
    kind: 'repeat',
    id: 'loop',
    upstream: [],
    facts: [],
    initial: value({ n: 0, done: false }),
    body: region([task('loop.t', [], { input })], output('loop.t')),
    until: state('done'),
    maxIterations: 3,
    atCap: 'fail',
    named: true,
    ...words,
  };
}
const then: PlanNode = task('z', ['loop'], { input: { got: output('loop') } });
const of = (words: Partial<RepeatNode> = {}): CompiledPlan => plan([loop(words), then]);
const inputOf = (run: TestRun, path: string): unknown => {
  const bound = run.inputs.get(path);
  return typeof bound === 'object' && bound !== null && 'value' in bound ? bound.value : bound;
};

describe('repeat', () => {
  test('runs its body from the state that the iteration before returned, until the condition holds', () => {
    const run = new TestRun(of());
    expect(inputOf(run, 'loop[0].t')).toEqual({ of: { n: 0, done: false }, at: 0 });
    run.ok('loop[0].t', { n: 1, done: false });
    expect(run.starts).toEqual(['loop[1].t']);
    expect(inputOf(run, 'loop[1].t')).toEqual({ of: { n: 1, done: false }, at: 1 });
    run.ok('loop[1].t', { n: 2, done: true });
    expect(run.states).toMatchObject({ loop: 'success', z: 'scheduled' });
    expect(inputOf(run, 'z')).toEqual({ got: { n: 2, done: true } });
  });

  test('at its cap fails by name, or is told to accept what it has', () => {
    const failing = new TestRun(of({ maxIterations: 1 })).ok('loop[0].t', { n: 1, done: false });
    expect(failing.states).toMatchObject({ loop: 'failed', z: 'upstream_failed' });
    expect(failing.reason('loop')).toContain('LoopNotConverged');
    const accepting = new TestRun(of({ maxIterations: 1, atCap: 'accept' }));
    accepting.ok('loop[0].t', { n: 1, done: false });
    expect(accepting.states).toMatchObject({ loop: 'success', z: 'scheduled' });
  });

  test('ends with an iteration that does not succeed', () => {
    expect(new TestRun(of()).fail('loop[0].t').states).toMatchObject({ loop: 'upstream_failed' });
    expect(new TestRun(of()).skip('loop[0].t').states).toMatchObject({
      loop: 'skipped',
      z: 'skipped',
    });
  });

  test('an iteration is over when nothing in it is left to end', () => {
    const body = region([task('loop.t'), task('loop.slow')], output('loop.t'));
    const run = new TestRun(of({ body })).ok('loop[0].t', { n: 1, done: false });
    expect(run.starts).toEqual([]);
    expect(run.ok('loop[0].slow').starts).toEqual(['loop[1].t', 'loop[1].slow']);
  });

  test('a condition that is none fails the loop', () => {
    const run = new TestRun(of({ until: state('n') })).ok('loop[0].t', { n: 1 });
    expect(run.reason('loop')).toContain('the condition is 1, expected true or false');
  });

  test('without a name has its index behind the ids inside', () => {
    const body = region([task('t')], output('t'));
    const run = new TestRun(of({ body, named: false })).ok('t[0]', { done: false });
    expect(run.starts).toEqual(['t[1]']);
  });

  test('clearing an iteration with what follows forgets the iterations after it', () => {
    const run = new TestRun(of());
    run.ok('loop[0].t', { n: 1, done: false }).ok('loop[1].t', { n: 2, done: true }).ok('z');
    run.step({ type: 'clear', selection: { paths: ['loop[0].t'], downstream: true } });
    expect(run.starts).toEqual(['loop[0].t']);
    expect(run.states).toEqual({ loop: 'running', 'loop[0].t': 'scheduled' });
    run.ok('loop[0].t', { n: 9, done: true });
    expect(run.ok('z').finish).toMatchObject({ state: 'success', removed: ['loop[1].t'] });
  });

  test('a cancel begins no further iteration', () => {
    const run = new TestRun(of()).step({ type: 'cancel', reason: 'Enough.' });
    expect(run.ok('loop[0].t', { n: 1, done: false }).finish).toMatchObject({ state: 'failed' });
    expect(run.started).toEqual(['loop[0].t']);
  });

  test('its value may be part of others', () => {
    const result = object({ last: output('loop', 'n') });
    const run = new TestRun(plan([loop()], result)).ok('loop[0].t', { n: 7, done: true });
    expect(run.finish?.result).toEqual({ kind: 'literal', value: { last: 7 } });
  });
});
