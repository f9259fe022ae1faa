import { describe, expect, test } from 'vitest';
import type { CompiledPlan } from '../../dsl/plan/plan.ts';
import type { RunEvent } from './event.ts';
import { map, output, plan, region, task, TestRun, value } from './testing/plan-words.ts';

const chain = (length: number): CompiledPlan =>
  plan(Array.from({ length }, (_, at) => task(`t${at}`, at > 0 ? [`t${at - 1}`] : [])));
const fan = (width: number): CompiledPlan => {
  const ids = Array.from({ length: width }, (_, at) => `f${at}`);
  return plan([task('root'), ...ids.map((id) => task(id, ['root'])), task('join', ids)]);
};
const succeeded = (path: string): RunEvent => ({
  type: 'succeeded',
  path,
  output: { kind: 'inline', value: null },
});
const failed = (path: string): RunEvent => ({
  type: 'failed',
  path,
  error: { type: 'TaskFailed', message: 'No.' },
});

/** Least of some tries in ms: other work on the machine only ever adds. */
function leastMs(prepare: () => () => void): number {
  const tries = Array.from({ length: 7 }, () => {
    const work = prepare();
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return Math.min(...tries);
}

describe('speed of one activation', () => {
  test.each([
    [1_000, 20],
    [10_000, 200],
  ])(
    '%i nodes: start, fan-out, fan-in, and a failure down a chain within %i ms each',
    (nodes, limit) => {
      const fanned = fan(nodes);
      const chained = chain(nodes);
      const all = Array.from({ length: nodes }, (_, at) => succeeded(`f${at}`));
      const measured = {
        start: leastMs(() => () => void new TestRun(chained)),
        fanOut: leastMs(() => {
          const run = new TestRun(fanned);
          return () => run.ok('root');
        }),
        fanIn: leastMs(() => {
          const run = new TestRun(fanned).ok('root');
          return () => void run.reducer.apply(all);
        }),
        failure: leastMs(() => {
          const run = new TestRun(chained);
          return () => void run.reducer.apply([failed('t0')]);
        }),
      };
      const slow = Object.entries(measured).filter(([, took]) => took > limit);
      expect(slow, JSON.stringify(measured)).toEqual([]);
    },
  );

  test('one event costs the same in a plan ten times as large', () => {
    const perEvent = (length: number): number =>
      leastMs(() => {
        const run = new TestRun(chain(length));
        return () => {
          for (let at = 0; at < 500; at += 1) run.reducer.apply([succeeded(`t${at}`)]);
        };
      });
    // A scan of all nodes would make it ten times as much; the rest is left to noise.
    expect(perEvent(10_000)).toBeLessThan(5 * perEvent(1_000) + 5);
  });

  test('a map of 10,000 items expands within 400 ms and ends item by item', () => {
    const items = value(Array.from({ length: 10_000 }, (_, at) => at));
    const body = region([task('m.a'), task('m.b', ['m.a'])], output('m.b'));
    const mapped = plan([map('m', items, body)], output('m'));
    expect(leastMs(() => () => void new TestRun(mapped))).toBeLessThan(400);
  });
});

describe('depth', () => {
  test('a chain of 100,000 tasks fails from end to end without running out of stack', () => {
    const run = new TestRun(chain(100_000)).fail('t0');
    expect(run.finish).toMatchObject({ state: 'failed' });
    expect(run.last.transitions).toHaveLength(100_000);
  });
});
