import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dag, gte, group, repeat, sensor, task, type Plan, type TaskOptions } from '../index.ts';
import type { PlanTaskOptions } from '../plan/plan-task-options.ts';
import { runtimeOf } from '../runtime/index.ts';
import { codesOf, issuesFrom } from '../testing/faults-of.ts';

const step = task({ name: 'step', output: z.object({ n: z.number() }), run: () => ({ n: 1 }) });
const ready = sensor({ name: 'ready', poke: () => false });

function first(plan: Plan): PlanTaskOptions {
  const [node] = plan.root.nodes;
  if (node === undefined || !('options' in node)) throw new Error('no options');
  return node.options;
}
const optionsOf = (options: TaskOptions, defaults: TaskOptions = {}): PlanTaskOptions =>
  first(dag({ id: 'd', defaults }, () => void step({}, options)).plan);
// What an untyped caller may write.
const untyped = (options: object): readonly string[] => codesOf(() => optionsOf(options));

describe('retries', () => {
  test('have jitter, and rules by error; a rule without `retry` retries', () => {
    const rules = [
      { on: 'RateLimited', after: '1m' },
      { on: 'BadInput', retry: false },
    ] as const;
    expect(optionsOf({ retryJitter: 0.5, retryRules: rules })).toMatchObject({
      retryJitter: 0.5,
      retryRules: [
        { on: 'RateLimited', retry: true, afterMs: 60_000 },
        { on: 'BadInput', retry: false },
      ],
    });
  });

  test.each([
    [{ retryJitter: 1.5 }, 'DAG041'],
    [{ retryJitter: -0.1 }, 'DAG041'],
    [{ retryRules: { on: 'X' } }, 'DAG048'],
    [{ retryRules: [{ retry: false }] }, 'DAG048'],
    [{ retryRules: ['X'] }, 'DAG048'],
    [{ retryRules: [{ on: 'X', afterr: '1m' }] }, 'DAG047'],
    [{ retryRules: [{ on: 'X', after: 'soon' }] }, 'DAG040'],
    [{ retryRules: [{ on: 'X', retry: false, after: '1m' }] }, 'DAG049'],
  ])('%j is %s', (options, code) => {
    expect(untyped(options)).toEqual([code]);
  });
});

describe('resources', () => {
  test('are bytes and labels in the plan; nothing of something is not asked for', () => {
    const labels = { zone: 'a', disk: 'ssd' };
    expect(
      optionsOf({ resources: { gpu: 1, gpuMemory: '40Gi', cpu: 0.5, memory: '512Mi', labels } })
        .resources,
    ).toEqual({
      ...{ gpu: 1, gpuMemoryBytes: 42_949_672_960, cpu: 0.5, memoryBytes: 536_870_912, labels },
    });
    expect(optionsOf({ resources: { gpu: 0, labels: {} } })).not.toHaveProperty('resources');
  });

  test.each([
    [{ memory: '40GB' }, 'DAG056'],
    [{ memory: 4096 }, 'DAG056'],
    [{ gpuMemory: '0Gi' }, 'DAG056'],
    [{ gpuMemory: '99999999Ti' }, 'DAG056'],
    [{ gpu: 1.5 }, 'DAG041'],
    [{ labels: { zone: 'a,b' } }, 'DAG048'],
    [{ labels: { 'a=b': 'c' } }, 'DAG048'],
    [{ labels: { zone: 3 } }, 'DAG048'],
    [{ labels: ['zone'] }, 'DAG048'],
    [{ disk: '1Ti' }, 'DAG047'],
  ])('%j is %s', (resources, code) => {
    expect(untyped({ resources })).toEqual([code]);
  });
});

describe('local', () => {
  test('is kept in the plan, and a queue cpu is no contradiction', () => {
    expect(optionsOf({ local: true, queue: 'cpu' }, { queue: 'gpu' })).toMatchObject({
      local: true,
    });
  });

  test.each([
    [{ local: true, queue: 'gpu' }, /its queue is "gpu"/],
    [{ local: true, resources: { cpu: 2 } }, /it asks for resources/],
    [{ local: true, isolation: 'process' }, /a process of its own/],
  ] as const)('%j says where else it runs', (options, words) => {
    const [fault] = issuesFrom(() => optionsOf(options));
    expect(fault?.code).toBe('DAG049');
    expect(fault?.message).toMatch(words);
  });

  test("is refused where a group's default says otherwise, and at a sensor", () => {
    const inGroup = (): unknown =>
      dag({ id: 'd' }, () => {
        group('g', () => void step({}, { local: true }), { defaults: { queue: 'gpu' } });
      });
    expect(codesOf(inGroup)).toEqual(['DAG049']);
    expect(codesOf(() => dag({ id: 'd' }, () => void ready({}, { local: true })))).toEqual([
      'DAG049',
    ]);
  });
});

describe('cache', () => {
  const version = (options: TaskOptions): string | undefined =>
    optionsOf(options).cache?.codeVersion;

  test('reuses within the dag, for ever, unless told; a call may turn it off', () => {
    expect(optionsOf({ cache: true }).cache).toEqual({
      ...{ scope: 'dag', salt: '', codeVersion: version({ cache: {} }) },
    });
    expect(
      optionsOf({ cache: { scope: 'global', salt: 's', ttl: '1h' }, outputTtl: '2d' }),
    ).toMatchObject({
      cache: { scope: 'global', salt: 's', ttlMs: 3_600_000 },
      outputTtlMs: 172_800_000,
    });
    expect(optionsOf({ cache: false }, { cache: true })).not.toHaveProperty('cache');
  });

  test('knows the code by name, source, schemas and version', () => {
    const make = (change: object): string | undefined => {
      const same = {
        name: 'same',
        output: z.object({ n: z.number() }),
        run: () => ({ n: 1 }),
        cache: true,
      };
      return first(dag({ id: 'd' }, () => void task({ ...same, ...change })()).plan).cache
        ?.codeVersion;
    };
    const versions = [
      make({}),
      make({ name: 'other' }),
      make({ run: () => ({ n: 2 }) }),
      make({ input: z.object({ a: z.number().optional() }) }),
      make({ output: z.object({ n: z.number().int() }) }),
      make({ cache: { version: '2' } }),
    ];
    expect(new Set(versions).size).toBe(versions.length);
    expect(make({})).toBe(versions[0]);
    expect(make({ cache: { salt: 'x' } })).toBe(versions[0]);
    expect(versions[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    [{ cache: 'yes' }, 'DAG048'],
    [{ cache: { scope: 'team' } }, 'DAG048'],
    [{ cache: { ttl: '0s' } }, 'DAG042'],
    [{ cache: { tll: '1h' } }, 'DAG047'],
    [{ outputTtl: 'long' }, 'DAG040'],
  ])('%j is %s', (options, code) => {
    expect(untyped(options)).toEqual([code]);
  });
});

describe('how a sensor asks', () => {
  const call = (options: object): readonly string[] =>
    codesOf(() => dag({ id: 'd' }, () => void ready({}, options)));

  test.each([
    [{ pokeInterval: '0s' }, 'DAG042'],
    [{ pokeInterval: 'often' }, 'DAG040'],
    [{ softFail: 'yes' }, 'DAG048'],
    [{ pokeIntervall: '1s' }, 'DAG047'],
    [{ pokeInterval: '2h', maxPokeInterval: '1h' }, 'DAG049'],
  ])('%j is %s', (options, code) => {
    expect(call(options)).toEqual([code]);
  });

  test('means nothing to a task', () => {
    expect(untyped({ pokeInterval: '1s' })).toEqual(['DAG047']);
  });
});

describe('a loop', () => {
  const state = z.object({ n: z.number() });
  const loop = (more: object, body: (s: never) => unknown = () => ({ n: step().n })): unknown => {
    const whole = {
      ...{ state, initial: { n: 0 }, until: (s: { n: never }) => gte(s.n, 1), maxIterations: 3 },
      ...more,
    };
    // Untyped callers may write what the types refuse.
    return dag({ id: 'd' }, () => void repeat(whole as never, body as never, { id: 'loop' }));
  };

  test('is refused with a task in its condition, by the name of the task', () => {
    const [fault, ...others] = issuesFrom(() => loop({ until: () => gte(step().n, 1) }));
    expect(others).toEqual([]);
    expect(fault?.code).toBe('DAG054');
    expect(fault?.message).toMatch(/condition of the loop "loop" adds "step" to the graph/);
  });

  test.each([
    ['a constant condition', { until: () => true }, undefined, ['DAG054']],
    ['no condition', { until: undefined }, undefined, ['DAG013']],
    ['a condition that gives nothing', { until: () => undefined }, undefined, ['DAG054']],
    ['no limit', { maxIterations: undefined }, undefined, ['DAG048']],
    ['no task', {}, (s: unknown) => s, ['DAG055']],
    ['a body that returns nothing', {}, () => void step(), ['DAG026']],
    ['a first state without a field', { initial: {} }, undefined, ['DAG026']],
    ['a first state with another field', { initial: { n: 1, m: 2 } }, undefined, ['DAG024']],
    ['a next state with another field', {}, () => ({ n: step().n, m: 2 }), ['DAG024']],
  ])('with %s is refused', (_what, more, body, codes) => {
    expect(codesOf(() => loop(more, body))).toEqual(codes);
  });
});

test('the callbacks of a dag are kept with its code, under the empty id', () => {
  const onFailure = (): void => {};
  const d = dag({ id: 'd', onFailure }, () => void step());
  expect(d.plan.settings.callbacks).toEqual(['failure']);
  expect(runtimeOf(d).callbacks.get('')).toEqual({ failure: onFailure });
});
