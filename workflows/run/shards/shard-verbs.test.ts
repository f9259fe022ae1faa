import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import type { ControlEvent } from '../event.ts';
import { map, output, plan, region, task, value } from '../testing/plan-words.ts';
import { CutRun, type Outcome } from './cut-run.ts';

const LIMITS = {
  ...{ instances: 4, perExecution: 1_000, atOnce: 2 },
  ...{ shareSlots: true, verbsInFlight: true },
};
const succeeds: Outcome = (path) => ({ state: 'success', value: `of ${path}` });
const inOrder = (): number => 0;
const clear = (path: string, words: object = {}): ControlEvent => ({
  type: 'clear',
  selection: { paths: [path], ...words },
});
const mark = (path: string, state: 'success' | 'failed'): ControlEvent => ({
  type: 'mark',
  selection: { paths: [path] },
  state,
  reason: 'By hand.',
});

/** Two tasks an item, two items a shard. */
function mapped(count: number): CompiledPlan {
  const items = value(Array.from({ length: count }, (_, index) => index));
  const body = region([task('m.a', ['first']), task('m.b', ['m.a'])], output('m.b'));
  return plan([
    task('first'),
    map('m', items, body, { upstream: ['first'] }),
    task('last', ['m'], { input: { all: output('m') } }),
  ]);
}

function begun(outcome: Outcome = succeeds): CutRun {
  const run = new CutRun(mapped(6), outcome, LIMITS);
  run.report('first');
  return run;
}

const times = (run: CutRun, what: string): number =>
  run.started.filter((each) => each === what).length;

describe('a clear or mark of an item while its shard runs', () => {
  test('is done at once: the item runs again beside the others, in the same shard', () => {
    const run = begun();
    run.report('m[0].a');
    run.control(clear('m[0].a'));
    expect([...run.open.keys()]).toContain('m[0].a');
    run.play(inOrder);
    expect([times(run, 'm[0].a'), times(run, 'm[1].a'), times(run, 'shard m/0')]).toEqual([
      2, 1, 1,
    ]);
    expect(run.finish?.state).toBe('success');
  });

  test('stops an item that runs, which runs again when it has reported', () => {
    const run = begun().control(clear('m[0].a'));
    expect(run.states.get('m[0].a')).toBe('restarting');
    run.report('m[0].a');
    expect(times(run, 'm[0].a')).toBe(2);
    expect(run.play(inOrder).finish?.state).toBe('success');
  });

  test('reaches those behind it in its item and no other item', () => {
    const run = begun();
    for (const path of ['m[0].a', 'm[0].b', 'm[1].a']) run.report(path);
    run.control(clear('m[0].a', { downstream: true })).play(inOrder);
    expect([times(run, 'm[0].b'), times(run, 'm[1].a'), times(run, 'last')]).toEqual([2, 1, 1]);
  });

  test('that is of failed ones leaves in flight what has not failed', () => {
    let broken = true;
    const run = begun((path) =>
      broken && path === 'm[0].a' ? { state: 'failed' } : succeeds(path),
    );
    run.report('m[0].a');
    broken = false;
    run.control({ type: 'clear', selection: { tasks: ['m'], onlyFailed: true } }).play(inOrder);
    expect([times(run, 'm[0].a'), times(run, 'm[1].a'), times(run, 'shard m/0')]).toEqual([
      2, 1, 1,
    ]);
    expect(run.finish?.state).toBe('success');
  });

  test('gives an item that is marked its end there and then', () => {
    const run = begun((path) => (path === 'm[0].a' ? { state: 'failed' } : succeeds(path)));
    run.report('m[0].a');
    expect(run.states.get('m[0].b')).toBe('upstream_failed');
    run.control(mark('m[0].a', 'success'));
    expect([...run.open.keys()]).toContain('m[0].b');
    expect(run.play(inOrder).finish?.state).toBe('success');
    expect([times(run, 'm[0].a'), times(run, 'shard m/0')]).toEqual([1, 1]);
  });

  test('is done by another execution of the shard when it comes too late for this one', () => {
    const run = begun();
    run.isSlow = true;
    run.control(clear('m[0].a')).control(clear('m[1].b'));
    for (const path of ['m[0].a', 'm[0].b', 'm[1].a', 'm[1].b']) run.report(path);
    expect(times(run, 'shard m/0')).toBe(2);
    while (run.passed.length > 0) run.deliver();
    run.play(inOrder);
    expect([times(run, 'm[0].a'), times(run, 'm[1].b'), times(run, 'm[1].a')]).toEqual([2, 2, 1]);
    expect(run.finish?.state).toBe('success');
  });

  test('after a cancel waits until the shard has stopped, and lifts the cancel', () => {
    const run = begun();
    run.report('m[0].a');
    run.control({ type: 'cancel', reason: 'Enough.' }).control(clear('m'));
    expect(run.passed).toHaveLength(0);
    run.play(inOrder);
    expect(times(run, 'shard m/0')).toBe(2);
    expect([run.states.get('m[0].b'), run.states.get('m[1].b')]).toEqual(['success', 'success']);
  });
});

test('random clears at random moments, delivered late or never, change no end of a run', () => {
  const outcome: Outcome = (path) => (path === 'm[3].a' ? { state: 'failed' } : succeeds(path));
  const paths = [
    'first',
    'm',
    'last',
    ...[0, 1, 3, 5].flatMap((at) => [`m[${at}].a`, `m[${at}].b`]),
  ];
  const plain = new CutRun(mapped(6), outcome, LIMITS).play(inOrder);
  const same = fc.property(fc.nat(), fc.gen(), (seed, draw) => {
    const run = new CutRun(mapped(6), outcome, LIMITS);
    run.isSlow = seed % 2 === 0;
    for (let verbs = 0; verbs < 8 || run.open.size > 0;) {
      const what = draw(fc.nat, { max: 5 });
      if (what === 0 && verbs < 8) {
        verbs += 1;
        const path = paths[draw(fc.nat, { max: paths.length - 1 })] ?? '';
        run.control(clear(path, { downstream: draw(fc.boolean) }));
      } else if (what === 1) run.deliver();
      else if (run.open.size > 0) {
        run.report([...run.open.keys()][draw(fc.nat, { max: run.open.size - 1 })] ?? '');
      }
    }
    expect(run.root.done).toBe(true);
    expect(Object.fromEntries(run.states)).toEqual(Object.fromEntries(plain.states));
    expect(run.root.counts()).toEqual(plain.root.counts());
    expect(run.finish?.state).toBe('failed');
  });
  fc.assert(same, { numRuns: 40, seed: 4 });
});
