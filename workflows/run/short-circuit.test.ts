import { describe, expect, test } from 'vitest';
import {
  branch,
  map,
  plan,
  region,
  shortCircuit,
  task,
  TestRun,
  value,
} from './testing/plan-words.ts';

const gate = (passes: boolean, ignore = true) =>
  shortCircuit('gate', value(passes), { ignore, upstream: ['a'] });

describe('shortCircuit', () => {
  test('that holds lets everything pass', () => {
    const run = new TestRun(plan([task('a'), gate(true), task('b', ['gate'])])).ok('a');
    expect(run.starts).toEqual(['b']);
    expect(run.states['gate']).toBe('success');
  });

  test('that does not hold skips all downstream, whatever the rules; the run succeeds', () => {
    const nodes = [
      task('a'),
      gate(false),
      task('b', ['gate']),
      task('c', ['b', 'a'], { rule: 'all_done' }),
      task('apart', ['a']),
    ];
    const run = new TestRun(plan(nodes)).ok('a');
    expect(run.starts).toEqual(['apart']);
    expect(run.states).toMatchObject({ gate: 'success', b: 'skipped', c: 'skipped' });
    expect(run.reason('c')).toBe('Short-circuited by "gate".');
    expect(run.ok('apart').finish).toMatchObject({ state: 'success' });
  });

  test('that leaves rules alone skips what is directly behind it, and rules do the rest', () => {
    const nodes = [
      task('a'),
      gate(false, false),
      task('b', ['gate'], { rule: 'all_done' }),
      task('c', ['b'], { rule: 'all_done' }),
      task('d', ['b']),
    ];
    const run = new TestRun(plan(nodes)).ok('a');
    expect(run.states).toMatchObject({ b: 'skipped', c: 'scheduled', d: 'skipped' });
  });

  test('reaches into maps and branches, and past them', () => {
    const nodes = [
      task('a'),
      gate(false),
      map('m', value([1, 2]), region([task('m.free'), task('m.t', ['gate'], { rule: 'always' })])),
      branch('b', value('x'), { x: region([task('bt', ['gate'])]) }),
      task('after', ['m'], { rule: 'all_done' }),
      map('whole', value([1]), region([task('whole.t')]), { upstream: ['gate'] }),
    ];
    const run = new TestRun(plan(nodes));
    expect(run.starts).toEqual(
      ['a', 'm[0].free', 'm[0].t', 'm[1].free', 'm[1].t'].toSorted(byPlan),
    );
    run.ok('a');
    expect(run.states).toMatchObject({
      bt: 'skipped',
      b: 'skipped',
      after: 'skipped',
      whole: 'skipped',
    });
  });

  test('what has started goes on', () => {
    const nodes = [
      task('a'),
      task('q'),
      gate(false),
      task('b', ['gate', 'q'], { rule: 'one_success' }),
    ];
    const run = new TestRun(plan(nodes)).ok('q').ok('a');
    expect(run.states['b']).toBe('scheduled');
    expect(run.ok('b').finish).toMatchObject({ state: 'success' });
  });

  test('stays inside an item of a map: past the map, rules decide', () => {
    const body = region([
      task('m.a'),
      shortCircuit('m.gate', value(false), { upstream: ['m.a'] }),
      task('m.t', ['m.gate']),
    ]);
    const nodes = [map('m', value([1]), body), task('after', ['m'], { rule: 'all_done' })];
    const run = new TestRun(plan(nodes)).ok('m[0].a');
    expect(run.states).toMatchObject({ 'm[0].t': 'skipped', m: 'skipped', after: 'scheduled' });
  });

  test('whose condition is no truth value fails by name', () => {
    const run = new TestRun(plan([shortCircuit('gate', value('yes')), task('b', ['gate'])]));
    expect(run.states).toEqual({ gate: 'failed', b: 'upstream_failed' });
    expect(run.reason('gate')).toBe(
      'ExpressionFailed: "gate": the condition is "yes", expected true or false.',
    );
  });
});

/** Commands of one batch come by node first, then by index. */
function byPlan(left: string, right: string): number {
  const order = ['a', 'm[0].free', 'm[1].free', 'm[0].t', 'm[1].t'];
  return order.indexOf(left) - order.indexOf(right);
}
