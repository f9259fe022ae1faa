import { describe, expect, expectTypeOf, it } from 'vitest';
import { choice, integer, real, variant, type ParamsOf } from './space/search-space.ts';
import { suggest, type Sampler } from './suggest.ts';
import { branin, wholeBowl } from './testing/benchmark-functions.ts';
import { median, regretOf } from './testing/run-study.ts';
import type { PastTrial } from './trial.ts';

const SAMPLERS: readonly Sampler[] = [
  { kind: 'random' },
  { kind: 'tpe' },
  { kind: 'tpe', independent: true },
  { kind: 'gaussian' },
];
const space = {
  x: real(-1, 1),
  n: integer(1, 4),
  model: variant({ a: { rate: real(1e-3, 1, { log: true }) }, b: { kinds: choice([1, 2]) } }),
};
type Params = ParamsOf<typeof space>;

/** A history in which small x is good. */
function historyOf(count: number, sampler: Sampler = { kind: 'random' }): readonly PastTrial[] {
  return suggest(space, [], { sampler, seed: 9, count }).map((params) => ({
    ...{ params, state: 'complete' as const },
    value: params.x * params.x + params.n,
  }));
}

describe('suggestions', () => {
  it('have the type of their space', () => {
    expectTypeOf<Params>().not.toBeAny();
    expectTypeOf<Params['x']>().toEqualTypeOf<number>();
    expectTypeOf<Params['model']>().toEqualTypeOf<
      ({ kind: 'a' } & { rate: number }) | ({ kind: 'b' } & { kinds: 1 | 2 })
    >();
    const [first] = suggest(space, [], { sampler: { kind: 'random' }, seed: 1 });
    expectTypeOf(first).toEqualTypeOf<Params | undefined>();
    expect(first).toBeDefined();
  });

  it.each(SAMPLERS)('follow from space, history and seed alone: %o (U1)', (sampler) => {
    const history = historyOf(12);
    const ask = (seed: number): Params[] => suggest(space, history, { sampler, seed, count: 3 });
    expect(ask(1)).toEqual(ask(1));
    expect(ask(1)).not.toEqual(ask(2));
  });

  it.each(SAMPLERS)('of a batch differ from each other and from all before: %o (U2)', (sampler) => {
    const few = { n: integer(1, 5), kind: choice(['a', 'b', 'c']) };
    const history: PastTrial[] = [];
    for (let batch = 0; batch < 3; batch += 1) {
      const next = suggest(few, history, { sampler, seed: 3, count: 5 });
      history.push(
        ...next.map((params) => ({ params, state: 'complete' as const, value: params.n })),
      );
    }
    const seen = new Set(history.map(({ params }) => JSON.stringify(params)));
    expect(seen.size).toBe(15);
    expect(suggest(few, history, { sampler, seed: 3, count: 2 })).toHaveLength(2);
    expect(suggest(few, history, { sampler: { kind: 'grid' }, seed: 3 })).toEqual([]);
  });

  it.each(SAMPLERS)('bear failed, endless and equal values: %o (U3)', (sampler) => {
    const history = historyOf(24).map((trial, i): PastTrial => {
      if (i % 4 === 0) return { params: trial.params, state: 'failed' };
      return { ...trial, value: i % 4 === 1 ? Infinity : 1, state: 'complete' };
    });
    const [next] = suggest(space, history, { sampler, seed: 1 });
    expect(Math.abs(next?.x ?? NaN)).toBeLessThanOrEqual(1);
  });

  it('of TPE look where trials were good, in the direction that was asked for', () => {
    const trials = suggest({ x: real(0, 1) }, [], {
      sampler: { kind: 'random' },
      seed: 1,
      count: 40,
    });
    const history = trials.map((params) => ({
      params,
      state: 'complete' as const,
      value: params.x,
    }));
    const ask = (direction: 'minimize' | 'maximize'): number[] =>
      suggest({ x: real(0, 1) }, history, {
        ...{ sampler: { kind: 'tpe' }, seed: 2, count: 8, direction },
      }).map(({ x }) => x);
    expect(median(ask('minimize'))).toBeLessThan(0.3);
    expect(median(ask('maximize'))).toBeGreaterThan(0.7);
  });

  it('of TPE learn from pruned trials that they are worse than complete ones', () => {
    const history = Array.from({ length: 40 }, (_, i): PastTrial => {
      const x = (i + 0.5) / 40;
      // The pruned half told small values, early.
      return x < 0.5
        ? { params: { x }, state: 'pruned', value: 0, step: 1 }
        : { params: { x }, state: 'complete', value: x };
    });
    const options = { sampler: { kind: 'tpe' }, seed: 2, count: 8 } as const;
    const next = suggest({ x: real(0, 1) }, history, options);
    expect(median(next.map(({ x }) => x))).toBeGreaterThan(0.4);
  });
});

describe('a study', () => {
  it('of TPE beats chance on Branin, and on whole numbers', () => {
    for (const benchmark of [branin, wholeBowl]) {
      const of = (kind: 'random' | 'tpe'): number =>
        median([0, 1, 2, 3, 4].map((seed) => regretOf(benchmark, { kind }, { seed, trials: 30 })));
      expect(of('tpe')).toBeLessThan(of('random'));
    }
  });
  it('of a Gaussian process comes close to the minimum of Branin in 35 trials', () => {
    expect(regretOf(branin, { kind: 'gaussian' }, { seed: 1, trials: 35 })).toBeLessThan(0.05);
  });
  it('in batches of four does not fall behind chance', () => {
    const how = { seed: 2, trials: 32, batch: 4 };
    const regret = regretOf(branin, { kind: 'gaussian' }, how);
    expect(regret).toBeLessThan(regretOf(branin, { kind: 'random' }, how));
  });
});
