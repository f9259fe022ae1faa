import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Expression } from '../../../dsl/plan/expression.ts';
import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import { parseInstancePath } from '../instance-path.ts';
import { buildStaticPlan } from '../plan/build-static-plan.ts';
import { map, object, output, plan, region, task, value } from '../testing/plan-words.ts';
import { randomCase } from '../testing/random/random-case.ts';
import { randomPlan } from '../testing/random/random-plan.ts';
import { CutRun, type Outcome } from './cut-run.ts';

const LIMITS = {
  ...{ instances: 4, perExecution: 1_000, atOnce: 2 },
  ...{ shareSlots: true, verbsInFlight: true },
};
const item = (id: string): Expression => ({ kind: 'item', map: id, path: [] });
const numbers = (count: number): Expression =>
  value(Array.from({ length: count }, (_, index) => index));
const succeeds: Outcome = (path) => ({ state: 'success', value: `of ${path}` });
const failing =
  (...paths: readonly string[]): Outcome =>
  (path) =>
    paths.includes(path) ? { state: 'failed' } : succeeds(path);
const inOrder = (): number => 0;

/** A task, a map of two tasks an item, and a task over all results. */
function mapped(count: number, words: { maxParallel?: number } = {}): CompiledPlan {
  const body = region(
    [
      task('m.a', ['first'], { input: { x: item('m'), of: output('first') } }),
      task('m.b', ['m.a'], { input: { a: output('m.a') } }),
    ],
    output('m.b'),
  );
  return plan(
    [
      task('first'),
      map('m', numbers(count), body, { upstream: ['first'], ...words }),
      task('last', ['m'], { input: { all: output('m') } }),
    ],
    object({ all: output('m') }),
  );
}

describe('maxActiveTasks over shards', () => {
  const limited = (maxActiveTasks: number): CompiledPlan => {
    const base = mapped(24);
    const beside = ['x', 'y', 'z'].map((id) => task(id));
    const root = { ...base.root, nodes: [...base.root.nodes, ...beside] };
    return { ...base, root, settings: { ...base.settings, maxActiveTasks } };
  };
  const most = (
    maxActiveTasks: number,
    atOnce: number,
    pick: (limit: number) => number,
  ): number => {
    const shards = { instances: 8, perExecution: 1_000, atOnce, shareSlots: true };
    const run = new CutRun(limited(maxActiveTasks), succeeds, shards);
    let most = run.open.size;
    while (run.open.size > 0) {
      run.report([...run.open.keys()][pick(run.open.size)] ?? '');
      most = Math.max(most, run.open.size);
    }
    expect(run.finish?.state).toBe('success');
    expect(run.states.get('last')).toBe('success');
    return most;
  };

  test('is never exceeded by the run and its shards together, and is used up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.gen(),
        (limit, atOnce, draw) => {
          const reached = most(limit, atOnce, (size) => draw(fc.nat, { max: size - 1 }));
          expect(reached).toBeLessThanOrEqual(limit);
          expect(reached).toBeGreaterThanOrEqual(Math.min(limit, 2));
        },
      ),
      { numRuns: 30, seed: 5 },
    );
  });

  test('is what one shard has when it is alone, and a share of it when there are several', () => {
    const shares = (atOnce: number): readonly (number | undefined)[] => {
      const shards = { instances: 8, perExecution: 1_000, atOnce, shareSlots: true };
      const run = new CutRun(limited(7), succeeds, shards);
      for (const path of ['x', 'y', 'z', 'first']) run.report(path);
      return [...run.shares.values()];
    };
    expect(shares(1)).toEqual([7]);
    expect(shares(3)).toEqual([2, 2, 3]);
  });

  test('frees a share when its shard is stopped by a clear, once the shard has reported', () => {
    const shards = { instances: 8, perExecution: 1_000, atOnce: 2, shareSlots: true };
    const run = new CutRun(limited(4), succeeds, shards);
    for (const path of ['x', 'y', 'z', 'first']) run.report(path);
    expect(run.open.size).toBe(4);
    run.control({ type: 'clear', selection: { tasks: ['first'], downstream: true } });
    let most = 0;
    while (run.open.size > 0) {
      most = Math.max(most, run.open.size);
      run.report([...run.open.keys()][0] ?? '');
    }
    expect(most).toBeLessThanOrEqual(4);
    expect(run.finish?.state).toBe('success');
  });
});

describe('a map that is cut', () => {
  test('is one whose instances are more than one execution takes; its shards are as large as may be', () => {
    const whole = new CutRun(mapped(2), succeeds, LIMITS).play(inOrder);
    expect(whole.started).not.toContain('shard m/0');
    const cut = new CutRun(mapped(5), succeeds, LIMITS).play(inOrder);
    expect(cut.started.filter((each) => each.startsWith('shard'))).toEqual([
      'shard m/0',
      'shard m/1',
      'shard m/2',
    ]);
  });

  test('gives its items their values, and those behind it the list of all results in order', () => {
    const run = new CutRun(mapped(5), succeeds, LIMITS).play(inOrder);
    expect(run.inputs.get('m[3].a')).toEqual({ x: 3, of: 'of first' });
    const all = Array.from({ length: 5 }, (_, at) => `of m[${at}].b`);
    expect(run.inputs.get('last')).toEqual({ all });
    expect(run.finish?.state).toBe('success');
    expect(run.valueOf(run.finish?.result ?? { kind: 'absent' })).toEqual({ all });
    expect(run.root.counts()).toEqual({ success: 12 });
  });

  test('has at most so many shards in flight, and one with maxParallel', () => {
    expect(new CutRun(mapped(20), succeeds, LIMITS).play(inOrder).mostShards).toBe(2);
    const narrow = mapped(20, { maxParallel: 1 });
    expect(new CutRun(narrow, succeeds, LIMITS).play(inOrder).mostShards).toBe(1);
  });

  test('fails what is behind it when an item fails, and counts items by state', () => {
    const run = new CutRun(mapped(5), failing('m[4].a'), LIMITS).play(inOrder);
    expect(run.states.get('m')).toBe('upstream_failed');
    expect(run.states.get('last')).toBe('upstream_failed');
    expect(run.root.counts()).toEqual({ success: 9, failed: 1, upstream_failed: 2 });
    expect(run.finish).toMatchObject({ state: 'failed', removed: [] });
  });

  test('is also one that comes after the execution has opened enough', () => {
    const twice = plan([
      map('m', numbers(3), region([task('m.a')])),
      map('n', numbers(3), region([task('n.a')]), { upstream: ['m'] }),
    ]);
    const run = new CutRun(twice, succeeds, { ...LIMITS, perExecution: 5 }).play(inOrder);
    expect(run.started.filter((each) => each.startsWith('shard'))).toEqual(['shard n/0']);
  });
});

describe('verbs on a map that is cut', () => {
  test('a clear of failed ones runs their shards again, and in them nothing but what failed', () => {
    let broken = true;
    const outcome: Outcome = (path) =>
      broken && path === 'm[4].a' ? { state: 'failed' } : succeeds(path);
    const run = new CutRun(mapped(5), outcome, LIMITS).play(inOrder);
    broken = false;
    const before = run.started.length;
    run.control({ type: 'clear', selection: { onlyFailed: true } }).play(inOrder);
    expect(run.started.slice(before)).toEqual(['shard m/2', 'm[4].a', 'm[4].b', 'last']);
    expect(run.finish?.state).toBe('success');
    expect(run.root.counts()).toEqual({ success: 12 });
  });

  test('a clear of one item and what is behind it leaves the other shards alone', () => {
    const run = new CutRun(mapped(5), succeeds, LIMITS).play(inOrder);
    const before = run.started.length;
    const selection = { paths: ['m[1].b'], downstream: true };
    run.control({ type: 'clear', selection }).play(inOrder);
    expect(run.started.slice(before)).toEqual(['shard m/0', 'm[1].b', 'last']);
  });

  test('a clear upstream of it runs all of it again', () => {
    const run = new CutRun(mapped(5), succeeds, LIMITS).play(inOrder);
    const before = run.started.length;
    const selection = { tasks: ['first'], downstream: true };
    run.control({ type: 'clear', selection }).play(inOrder);
    const again = run.started.slice(before).filter((each) => !each.startsWith('shard'));
    expect(again).toHaveLength(12);
  });

  test('in runs of earlier revisions a shard in flight takes a clear up when it has ended', () => {
    const run = new CutRun(mapped(5), succeeds, { ...LIMITS, verbsInFlight: false });
    run.report('first');
    run.report('m[0].a');
    run.control({ type: 'clear', selection: { paths: ['m[0].a'] } }).play(inOrder);
    expect(run.started.filter((each) => each === 'm[0].a')).toHaveLength(2);
    expect(run.started.filter((each) => each === 'm[1].a')).toHaveLength(1);
    expect(run.finish?.state).toBe('success');
  });

  test('a mark of an item ends it without running it again', () => {
    const run = new CutRun(mapped(5), failing('m[4].b'), LIMITS).play(inOrder);
    const before = run.started.length;
    const mark = { type: 'mark', state: 'success', reason: 'By hand.' } as const;
    run.control({ ...mark, selection: { paths: ['m[4].b'] } }).play(inOrder);
    expect(run.started.slice(before)).toEqual(['shard m/2', 'last']);
    expect(run.finish?.state).toBe('success');
  });

  test('a pause holds shards back and is passed on; a resume too', () => {
    const run = new CutRun(mapped(5), succeeds, LIMITS);
    run.report('first');
    run.control({ type: 'pause' });
    run.report('m[0].a');
    expect(run.started).not.toContain('m[0].b');
    run.control({ type: 'resume' }).play(inOrder);
    expect(run.finish?.state).toBe('success');
  });

  test('a cancel stops the shards in flight and skips the others', () => {
    const run = new CutRun(mapped(20), succeeds, LIMITS);
    run.report('first');
    run.control({ type: 'cancel', reason: 'Enough.' }).play(inOrder);
    expect(run.finish?.state).toBe('failed');
    expect(run.started.filter((each) => each.startsWith('shard'))).toHaveLength(2);
    expect(run.states.get('last')).toBe('skipped');
  });
});

/** An outcome for every path, always the same. */
const byHash =
  (worst: 'failed' | 'skipped'): Outcome =>
  (path) => {
    let hash = 7;
    for (const letter of path) hash = (hash * 31 + letter.charCodeAt(0)) % 1_009;
    if (hash % 9 === 0) return { state: worst };
    const list = ['p', 'q', 'r'].slice(hash % 4);
    return { state: 'success', value: { list, key: 'a', keys: ['a', 'b'], flag: hash % 3 > 0 } };
  };

/** Inputs of what starts when all before it has ended: the others take what there is by then. */
function settledInputs(of: CompiledPlan, run: CutRun): unknown {
  const nodes = buildStaticPlan(of).byId;
  const settled = [...run.inputs].filter(
    ([path]) => !EARLY.has(nodes.get(parseInstancePath(path).taskId)?.rule ?? ''),
  );
  // The results of a shard are JSON, which has null for an item without one.
  return JSON.parse(JSON.stringify(Object.fromEntries(settled)));
}
const EARLY = new Set(['one_success', 'one_failed', 'one_done', 'always']);

test('random runs end the same whether their maps are cut or not', () => {
  const features = ['repeat', 'withResource', 'started kinds'] as const;
  const same = fc.property(randomCase(features), fc.nat(), (each, seed) => {
    const drawn = randomPlan(each);
    let at = seed;
    const pick = (limit: number): number => (at = (at * 7 + 3) % 65_537) % limit;
    const outcome = byHash(seed % 2 === 0 ? 'failed' : 'skipped');
    const whole = new CutRun(drawn, outcome).play(pick);
    // Which of a failure and a skip a rule meets first is a matter of order.
    const ends = new Set(whole.states.values());
    fc.pre(!ends.has('skipped') || !(ends.has('failed') || ends.has('upstream_failed')));
    const cut = new CutRun(drawn, outcome, { instances: 1, perExecution: 0, atOnce: 2 }).play(pick);
    expect(Object.fromEntries([...cut.states].sort())).toEqual(
      Object.fromEntries([...whole.states].sort()),
    );
    expect(cut.finish?.state).toBe(whole.finish?.state);
    expect(settledInputs(drawn, cut)).toEqual(settledInputs(drawn, whole));
  });
  fc.assert(same, { numRuns: 200, seed: 20_260_101 });
});
