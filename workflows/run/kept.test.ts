import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunFacts } from '../protocol/run-input.ts';
import { createRun, type DagRunReducer } from './create-run.ts';
import type { RunEvent } from './event.ts';
import type { Kept } from './kept.ts';
import { branch, map, output, plan, region, task } from './testing/plan-words.ts';
import { randomCase } from './testing/random/random-case.ts';
import { randomPlan } from './testing/random/random-plan.ts';

const time = '2026-01-01T00:00:00.000Z';
const run: RunFacts = {
  dagId: 'demo',
  runId: 'r',
  runType: 'manual',
  isLatest: true,
  logicalDate: time,
  dataInterval: { start: time, end: time },
};
const ok = (path: string, of: string | readonly number[] = ''): RunEvent => ({
  type: 'succeeded',
  path,
  output: { kind: 'inline', value: of },
});
const starts = (reducer: DagRunReducer, ...events: readonly RunEvent[]): readonly string[] =>
  reducer.apply(events).commands.flatMap((each) => (each.type === 'schedule' ? [each.path] : []));
const states = (reducer: DagRunReducer): Readonly<Record<string, string>> =>
  Object.fromEntries(reducer.snapshot().map(({ path, state }) => [path, state]));

describe('kept instances', () => {
  const nodes = [task('a'), map('m', output('a'), region([task('m.t')]), { upstream: ['a'] })];
  const of = plan([...nodes, task('z', ['m'])]);
  const begin = (kept: readonly Kept[]): DagRunReducer =>
    createRun({ plan: of, run, params: {}, events: {}, kept });

  test('hold whatever the trigger rule says, without a word about them', () => {
    const reducer = begin([{ path: 'z', state: 'success' }]);
    const { commands, transitions } = reducer.apply([{ type: 'start' }]);
    expect(commands).toMatchObject([{ type: 'schedule', path: 'a' }]);
    expect(transitions.map(({ path }) => path)).toEqual(['a']);
    expect(states(reducer)).toEqual({ a: 'scheduled', z: 'success' });
  });

  test('in flight are adopted: no command again, and their report counts', () => {
    const reducer = begin([
      { path: 'a', state: 'success', output: { kind: 'inline', value: [1, 2] } },
      { path: 'm[0].t', state: 'inFlight', as: 'running' },
    ]);
    expect(starts(reducer, { type: 'start' })).toEqual(['m[1].t']);
    expect(states(reducer)).toMatchObject({ 'm[0].t': 'running' });
    expect(starts(reducer, ok('m[0].t'), ok('m[1].t'))).toEqual(['z']);
  });

  test('that are large travel as what control flow reads of them; tasks get a reference', () => {
    const facts = [
      { path: ['list'], want: 'length' as const },
      { path: ['key'], want: 'value' as const },
    ];
    const big = plan([
      task('a', [], { facts }),
      branch(
        'b',
        output('a', 'key'),
        { x: region([task('x', ['a'], { input: { of: output('a') } })]) },
        { upstream: ['a'] },
      ),
      map('m', output('a', 'list'), region([]), { upstream: ['a'] }),
    ]);
    const options = { plan: big, run, params: {}, events: {} };
    const first = createRun(options);
    const list = Array.from({ length: 100 }, (_, index) => index);
    first.apply([
      { type: 'start' },
      { type: 'succeeded', path: 'a', output: { kind: 'inline', value: { list, key: 'x' } } },
    ]);
    const kept = first.kept();
    expect(kept[0]).toEqual({
      path: 'a',
      state: 'success',
      output: { kind: 'stored', facts: { 'length:["list"]': 100, 'value:["key"]': 'x' } },
    });
    const second = createRun({ ...options, kept: [kept[0] ?? { path: 'a', state: 'failed' }] });
    expect(second.apply([{ type: 'start' }]).commands).toMatchObject([
      { path: 'x', input: { fields: { of: { kind: 'instance', instance: 'a', path: [] } } } },
    ]);
    expect(states(second)).toEqual(states(first));
  });

  test('that the run no longer reaches are removed at its end', () => {
    const reducer = begin([
      { path: 'a', state: 'success', output: { kind: 'inline', value: [] } },
      { path: 'm[0].t', state: 'success' },
    ]);
    const { commands } = reducer.apply([{ type: 'start' }]);
    expect(commands).toMatchObject([{ type: 'finish', removed: ['m[0].t'] }]);
  });

  test('of a run that was stopped: it goes on being stopped', () => {
    const first = begin([]);
    first.apply([{ type: 'start' }, { type: 'cancel', reason: 'Enough.' }]);
    const { stopped } = first;
    const kept = first.kept();
    const second = createRun({ plan: of, run, params: {}, events: {}, kept, stopped });
    second.apply([{ type: 'start' }]);
    expect(second.apply([ok('a', [1])]).commands).toMatchObject([
      { type: 'finish', state: 'failed' },
    ]);
    expect(states(second)).toEqual({ a: 'failed', m: 'skipped', z: 'skipped' });
  });

  test('verbs before the start touch them, and nothing else', () => {
    const reducer = begin([
      { path: 'a', state: 'success', output: { kind: 'inline', value: [1] } },
      { path: 'm[0].t', state: 'failed' },
      { path: 'z', state: 'upstream_failed' },
    ]);
    reducer.apply([{ type: 'clear', selection: { onlyFailed: true } }]);
    expect(starts(reducer, { type: 'start' })).toEqual(['m[0].t']);
  });
});

test('at any point of any run, a new reducer goes on from what is kept to the same end', () => {
  const features = ['repeat', 'withResource', 'started kinds', 'maxActiveTasks'] as const;
  const same = fc.property(randomCase(features), fc.nat(), (each, seed) => {
    const options = { plan: randomPlan(each), run, params: {}, events: {} };
    const original = createRun(options);
    let other = createRun(options);
    const open: string[] = [];
    let number = seed;
    const pick = (limit: number): number => (number = (number * 7 + 3) % 65_537) % limit;
    const both = (event: RunEvent): void => {
      open.push(...starts(original, event));
      starts(other, event);
    };
    both({ type: 'start' });
    while (open.length > 0) {
      if (pick(3) === 0) {
        other = createRun({ ...options, kept: other.kept() });
        other.apply([{ type: 'start' }]);
      }
      const [path = ''] = open.splice(pick(open.length), 1);
      const failed = pick(9) === 0;
      both(failed ? { type: 'failed', path, error: { type: 'F', message: '' } } : ok(path, path));
    }
    expect(original.done && other.done).toBe(true);
    // A container is decided anew, and by then it may have both a failure and a skip before it.
    const ends = new Set(Object.values(states(original)));
    fc.pre(!ends.has('skipped') || !(ends.has('failed') || ends.has('upstream_failed')));
    expect(states(other)).toEqual(states(original));
  });
  fc.assert(same, { numRuns: 200, seed: 20_260_101 });
});
