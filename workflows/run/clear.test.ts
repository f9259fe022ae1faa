import { describe, expect, test } from 'vitest';
import {
  branch,
  map,
  output,
  plan,
  region,
  shortCircuit,
  task,
  TestRun,
  value,
} from './testing/plan-words.ts';

const chain = plan([task('a'), task('b', ['a']), task('c', ['b'])]);
const finished = (): TestRun => new TestRun(chain).ok('a').ok('b').ok('c');

describe('clear', () => {
  test('opens a finished run again, runs what was selected by its rule, and finishes again', () => {
    const run = finished();
    expect(run.reducer.done).toBe(true);
    run.step({ type: 'clear', selection: { tasks: ['b'] } });
    expect(run.starts).toEqual(['b']);
    expect(run.reducer.done).toBe(false);
    expect(run.last.transitions).toEqual([
      { path: 'b', taskId: 'b', mapIndex: [], state: 'none' },
      { path: 'b', taskId: 'b', mapIndex: [], state: 'scheduled' },
    ]);
    expect(run.ok('b').finish).toMatchObject({ state: 'success' });
  });

  test('takes what is downstream or upstream along when asked', () => {
    const down = finished().step({ type: 'clear', selection: { tasks: ['b'], downstream: true } });
    expect(down.states).toEqual({ a: 'success', b: 'scheduled' });
    const up = finished().step({ type: 'clear', selection: { tasks: ['b'], upstream: true } });
    expect(up.states).toEqual({ a: 'scheduled', c: 'success' });
  });

  test('of what failed leaves alone what did not', () => {
    const run = new TestRun(plan([task('a'), task('b'), task('c', ['a', 'b'])])).ok('a').fail('b');
    run.step({ type: 'clear', selection: { onlyFailed: true } });
    expect(run.starts).toEqual(['b']);
    expect(run.ok('b').starts).toEqual(['c']);
  });

  test('of one in flight stops it, drops its report, and runs it again after that', () => {
    const run = new TestRun(plan([task('a'), task('b', ['a'])]));
    run.step({ type: 'clear', selection: { tasks: ['a'] } });
    expect(run.last.commands).toMatchObject([{ type: 'stop', path: 'a' }]);
    expect(run.states).toEqual({ a: 'restarting' });
    expect(run.ok('a', 'old').starts).toEqual(['a']);
    expect(run.ok('a', 'new').starts).toEqual(['b']);
  });

  test('of nothing changes nothing, and a finished run stays finished', () => {
    const run = finished().step({ type: 'clear', selection: { tasks: ['nobody'] } });
    expect(run.last).toEqual({ commands: [], transitions: [] });
    expect(run.reducer.done).toBe(true);
  });

  test('lifts a cancel', () => {
    const run = new TestRun(chain).step({ type: 'cancel', reason: 'Enough.' }).fail('a');
    expect(run.finish).toMatchObject({ state: 'failed' });
    run.step({ type: 'clear', selection: {} });
    expect(run.ok('a').ok('b').ok('c').finish).toMatchObject({ state: 'success' });
  });

  test('of a task in a case that was not chosen has it skipped again; the decision stands', () => {
    const nodes = [
      task('pick'),
      branch(
        'b',
        output('pick'),
        { x: region([task('x')]), y: region([task('y')]) },
        { upstream: ['pick'] },
      ),
    ];
    const run = new TestRun(plan(nodes)).ok('pick', 'x').ok('x');
    run.step({ type: 'clear', selection: { tasks: ['y'] } });
    expect(run.states).toEqual({ pick: 'success', b: 'success', x: 'success', y: 'skipped' });
    expect(run.starts).toEqual([]);
  });

  test('of the decider with what follows decides anew', () => {
    const nodes = [
      task('pick'),
      branch(
        'b',
        output('pick'),
        { x: region([task('x')]), y: region([task('y')]) },
        { upstream: ['pick'] },
      ),
    ];
    const run = new TestRun(plan(nodes)).ok('pick', 'x').ok('x');
    run.step({ type: 'clear', selection: { tasks: ['pick'], downstream: true } });
    expect(run.ok('pick', 'y').starts).toEqual(['y']);
    expect(run.states).toMatchObject({ b: 'running', x: 'skipped' });
  });

  test('of a task behind a short-circuit that does not hold has it skipped again', () => {
    const nodes = [shortCircuit('gate', value(false)), task('a', ['gate'])];
    const run = new TestRun(plan(nodes)).step({ type: 'clear', selection: { tasks: ['a'] } });
    expect(run.states).toEqual({ gate: 'success', a: 'skipped' });
  });

  test('of one item leaves the other items alone, and goes on from the map', () => {
    const body = region([task('m.a'), task('m.b', ['m.a'])], output('m.b'));
    const run = new TestRun(plan([map('m', value([1, 2]), body), task('z', ['m'])]));
    for (const path of ['m[0].a', 'm[1].a', 'm[0].b', 'm[1].b', 'z']) run.ok(path);
    run.step({ type: 'clear', selection: { paths: ['m[1].a'], downstream: true } });
    expect(run.starts).toEqual(['m[1].a']);
    expect(run.states).toMatchObject({ 'm[0].b': 'success', m: 'running' });
    expect(run.states['z']).toBeUndefined();
  });

  test('of what makes a list: items that are gone are removed, items that are there stay', () => {
    const body = region([task('m.a')]);
    const nodes = [task('list'), map('m', output('list'), body, { upstream: ['list'] })];
    const run = new TestRun(plan(nodes)).ok('list', [1, 2, 3]);
    for (const at of [0, 1, 2]) run.ok(`m[${at}].a`);
    run.step({ type: 'clear', selection: { tasks: ['list'] } });
    expect(run.ok('list', [1]).starts).toEqual([]);
    expect(run.finish).toMatchObject({ state: 'success', removed: ['m[1].a', 'm[2].a'] });
  });

  test('while what is kept in flight has no place yet: its report becomes its end', () => {
    const nodes = [
      task('list'),
      map('m', output('list'), region([task('m.a')]), { upstream: ['list'] }),
    ];
    const run = new TestRun(plan(nodes)).ok('list', [1]);
    run.step({ type: 'clear', selection: { tasks: ['list'] } });
    expect(run.states).toEqual({ list: 'scheduled' });
    expect(run.ok('m[0].a').ok('list', [1]).states).toEqual({
      list: 'success',
      m: 'success',
      'm[0].a': 'success',
    });
    expect(run.finish).toMatchObject({ removed: [] });
  });

  test('a run waits for what it no longer reaches, and stops it', () => {
    const nodes = [
      task('list'),
      map('m', output('list'), region([task('m.a')]), { upstream: ['list'] }),
    ];
    const run = new TestRun(plan(nodes)).ok('list', [1]);
    run.step({ type: 'clear', selection: { tasks: ['list'] } }).fail('list');
    expect(run.last.commands).toMatchObject([{ type: 'stop', path: 'm[0].a' }]);
    expect(run.ok('m[0].a').finish).toMatchObject({ state: 'failed', removed: ['m[0].a'] });
  });

  test('says before what it would touch', () => {
    const run = new TestRun(chain).ok('a');
    const paths = (tasks: readonly string[]): readonly string[] =>
      run.reducer.selected({ tasks, downstream: true }).map(({ path }) => path);
    expect(paths(['a'])).toEqual(['a', 'b']);
    expect(run.reducer.selected({ tasks: ['c'] })).toEqual([]);
    expect(run.reducer.selected({ tasks: ['c'] }, 'mark')).toMatchObject([
      { path: 'c', state: 'none' },
    ]);
  });
});
