import { describe, expect, test } from 'vitest';
import { branch, map, plan, region, task, TestRun, value } from './testing/plan-words.ts';

const cancel = { type: 'cancel', reason: 'Enough.' } as const;

describe('cancel', () => {
  test('stops what is in flight and skips the rest at once; the run ends failed when all have told', () => {
    const run = new TestRun(
      plan([task('a'), task('b'), task('c', ['a'], { rule: 'always' }), task('d', ['c'])]),
    );
    run.ok('b').step(cancel);
    expect(run.last.commands).toEqual([
      { type: 'stop', path: 'a', reason: 'Enough.' },
      { type: 'stop', path: 'c', reason: 'Enough.' },
    ]);
    expect(run.states).toEqual({ a: 'scheduled', b: 'success', c: 'scheduled', d: 'skipped' });
    expect(run.fail('a').finish).toBeUndefined();
    expect(run.ok('c').finish).toMatchObject({ state: 'failed' });
    expect(run.states).toMatchObject({ a: 'failed', c: 'failed' });
    expect(run.reason('c')).toBe('Enough.');
  });

  test('a second cancel asks for nothing again', () => {
    const run = new TestRun(plan([task('a')])).step(cancel).step(cancel);
    expect(run.last.commands).toEqual([]);
  });

  test('items not yet let in, and cases not yet chosen, are skipped too', () => {
    const nodes = [
      map('m', value([1, 2, 3]), region([task('m.t')]), { maxParallel: 1 }),
      branch('b', value('x'), { x: region([task('bt')]) }, { upstream: ['m'] }),
    ];
    const run = new TestRun(plan(nodes)).step(cancel);
    expect(run.states).toEqual({
      m: 'running',
      'm[0].t': 'scheduled',
      'm[1].t': 'skipped',
      'm[2].t': 'skipped',
      b: 'skipped',
      bt: 'skipped',
    });
    expect(run.fail('m[0].t').states['m']).toBe('upstream_failed');
    expect(run.finish).toMatchObject({ state: 'failed' });
  });

  test('that comes with the last report, but after it, comes too late', () => {
    const run = new TestRun(plan([task('a')]));
    const { commands } = run.reducer.apply([
      { type: 'succeeded', path: 'a', output: { kind: 'inline', value: 1 } },
      cancel,
    ]);
    expect(commands).toMatchObject([{ type: 'finish', state: 'success' }]);
  });
});
