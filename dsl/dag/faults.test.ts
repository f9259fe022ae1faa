/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-argument,
   @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-return,
   @typescript-eslint/no-unsafe-member-access -- these are the mistakes of authors without types */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  allOf,
  asset,
  branch,
  chain,
  cron,
  dag,
  DagDefinitionError,
  every,
  group,
  map,
  shift,
  shortCircuit,
  task,
  and,
  type Dag,
} from '../index.ts';
import { codesOf, issuesFrom } from '../testing/faults-of.ts';
import type { DagListener } from '../scope/slot.ts';

const step = task({
  name: 'step',
  input: z.object({ x: z.any().optional() }),
  output: z.object({
    n: z.number(),
    ok: z.boolean(),
    kind: z.enum(['a', 'b']),
    list: z.array(z.string()),
  }),
  run: () => ({ n: 1, ok: true, kind: 'a' as const, list: [] }),
}) as (input?: any, options?: any) => any;
const body = () => void step();
const inDag = (fill: () => unknown) => () =>
  dag({ id: 'd' }, () => {
    fill();
  });

describe('ids', () => {
  test.each([
    'a/b',
    '..',
    'a\0b',
    'a\nb',
    '💥',
    'a'.repeat(1001),
    '',
    '_x',
    '__proto__',
    'constructor',
    'toString',
    'perdure.dag',
    'a b',
    7,
    undefined,
  ])('refuse %j as a dag id', (id) => {
    expect(codesOf(() => dag({ id } as any, body))).toEqual(['DAG005']);
  });

  test.each(['__proto__', 'constructor', 'a/b', '../x', 'a'.repeat(201)])(
    'refuse %j as a task id',
    (id) => {
      expect(codesOf(inDag(() => step({}, { id })))).toEqual(['DAG005']);
      expect(codesOf(() => task({ name: id, run: () => {} }))).toEqual(['DAG005']);
      expect(new Set(codesOf(inDag(() => group(id, body))))).toEqual(new Set(['DAG005']));
    },
  );

  test('refuse a second use, and name both places', () => {
    const [issue, ...more] = issuesFrom(
      inDag(() => {
        step();
        step();
      }),
    );
    expect(more).toEqual([]);
    expect(issue?.code).toBe('DAG003');
    expect(issue?.message).toMatch(/is taken already, at .*faults\.test\.ts:\d+:\d+\./);
    expect(issue?.hint).toContain("{ id: 'step_2' }");
  });

  test('refuse the same task in two cases, and a task that is called like a group', () => {
    expect(
      codesOf(inDag(() => branch(step({}, { id: 'on' }).ok, { true: body, false: body }))),
    ).toEqual(['DAG003']);
    expect(
      codesOf(
        inDag(() => {
          group('step', () => step({}, { id: 'in' }));
          step();
        }),
      ),
    ).toEqual(['DAG003']);
  });

  test('refuse ids that grow too long through groups', () => {
    const deep = (n: number): void =>
      void (n === 0 ? step() : group('g'.repeat(50), () => deep(n - 1)));
    expect(codesOf(inDag(() => deep(5)))).toContain('DAG005');
  });
});

describe('the graph', () => {
  test('refuses a cycle, and shows it', () => {
    const issues = issuesFrom(
      inDag(() => {
        const a = step({}, { id: 'a' });
        const b = step({ x: a.n }, { id: 'b' });
        const c = step({ x: b.n }, { id: 'c' });
        chain(c, a);
      }),
    );
    expect(issues.map(({ code }) => code)).toEqual(['DAG007']);
    expect(issues[0]?.message).toContain('"a" → "b" → "c" → "a"');
  });

  test('refuses a self edge, and a cycle through a map', () => {
    expect(
      codesOf(
        inDag(() => {
          const a = step();
          chain(a, a);
        }),
      ),
    ).toEqual(['DAG007']);
    const through = codesOf(
      inDag(() => {
        const a = step({}, { id: 'a' });
        const mapped = map([1], () => step({ x: a.n }, { id: 'inner' }));
        chain(mapped, a);
      }),
    );
    expect(through).toEqual(['DAG007']);
  });

  test('refuses that an outer task waits for an inner one', () => {
    expect(
      codesOf(
        inDag(() => {
          const outer = step({}, { id: 'outer' });
          map([1], () => chain(step({}, { id: 'inner' }), outer));
        }),
      ),
    ).toEqual(['DAG011']);
  });

  test('refuses an empty dag, an empty group, and names instead of references', () => {
    expect(codesOf(() => dag({ id: 'd' }, () => {}))).toEqual(['DAG006']);
    expect(
      codesOf(
        inDag(() => {
          step();
          group('g', () => {});
        }),
      ),
    ).toEqual(['DAG009']);
    expect(codesOf(inDag(() => step({}, { after: ['ingest'] })))).toEqual(['DAG012']);
    expect(
      codesOf(
        inDag(() => {
          step();
          chain('step' as any);
        }),
      ),
    ).toEqual(['DAG012']);
  });

  test('refuses a map over no list, and over too many items', () => {
    expect(codesOf(inDag(() => map(step(), body)))).toEqual(['DAG052']);
    expect(
      codesOf(
        inDag(() => {
          step();
          map('abc' as any, body);
        }),
      ),
    ).toEqual(['DAG052']);
    const many = Array.from({ length: 100_001 }, () => 1);
    expect(
      codesOf(
        inDag(() => {
          step();
          map(many, body);
        }),
      ),
    ).toEqual(['DAG053']);
  });

  test('refuses cases that do not match, and keys that are no enum', () => {
    const on = (key: string, cases: object) =>
      codesOf(inDag(() => branch(step()[key], cases as any)));
    expect(on('kind', { a: () => {} })).toEqual(['DAG050']);
    expect(on('kind', { a: () => {}, b: () => {}, c: () => {} })).toEqual(['DAG050']);
    expect(on('ok', { yes: () => {}, no: () => {} })).toEqual(['DAG050', 'DAG050']);
    expect(on('n', {})).toEqual(['DAG051']);
    expect(on('list', {})).toEqual(['DAG051']);
    expect(on('kind', { a: 3, b: () => {} })).toEqual(['DAG013']);
  });

  test('refuses a constant where the run has to decide', () => {
    const issues = issuesFrom(
      inDag(() => {
        step();
        shortCircuit(false as any);
      }),
    );
    expect(issues[0]?.code).toBe('DAG012');
    expect(issues[0]?.hint).toContain('`!`');
  });
});

describe('literals', () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const deep = JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown;
  test.each<readonly [string, unknown, string]>([
    ['a Date', new Date(), 'DAG020'],
    ['a bigint', 1n, 'DAG020'],
    ['NaN', NaN, 'DAG020'],
    ['Infinity', Infinity, 'DAG020'],
    ['a function', () => 1, 'DAG020'],
    ['a symbol', Symbol('x'), 'DAG020'],
    ['a Map', new Map(), 'DAG020'],
    [
      'a class',
      new (class A {
        x = 1;
      })(),
      'DAG020',
    ],
    ['a promise', Promise.resolve(1), 'DAG020'],
    ['a hole in a list', [1, undefined], 'DAG020'],
    ['__proto__ as a key', JSON.parse('{"__proto__":1}'), 'DAG020'],
    ['a cycle', cyclic, 'DAG025'],
    ['100 levels', deep, 'DAG025'],
    ['more than 64 kB', 'x'.repeat(70_000), 'DAG021'],
    ['more than 64 kB in many parts', { a: Array.from({ length: 30_000 }, (_, i) => i) }, 'DAG021'],
  ])('refuse %s', (_name, value, code) => {
    expect(codesOf(inDag(() => step({ x: value })))).toEqual([code]);
  });

  test('name the place inside the input', () => {
    const [issue] = issuesFrom(inDag(() => step({ x: { deep: [1, { at: new Date() }] } })));
    expect(issue?.place).toBe('d/step.x.deep[1].at');
    expect(issue?.hint).toBe('Write `date.toISOString()`.');
  });
});

describe('inputs and options', () => {
  const needs = task({
    name: 'needs',
    input: z.object({ uri: z.string(), n: z.number().optional() }),
    run: () => {},
  }) as (i?: any, o?: any) => any;
  test('refuse what is unknown, missing or no object', () => {
    const extra = { uri: 'x', urii: 2 };
    expect(codesOf(inDag(() => needs(extra)))).toEqual(['DAG024']);
    expect(codesOf(inDag(() => needs({})))).toEqual(['DAG026']);
    expect(codesOf(inDag(() => needs()))).toEqual(['DAG026']);
    expect(codesOf(inDag(() => needs(['x'])))).toEqual(['DAG013']);
  });

  test.each<readonly [object, string]>([
    [{ triggerRule: 'all_sucess' }, 'DAG008'],
    [{ retries: -1 }, 'DAG041'],
    [{ retries: NaN }, 'DAG041'],
    [{ retries: 1e9 }, 'DAG041'],
    [{ retries: 1.5 }, 'DAG041'],
    [{ retryBackoff: 0 }, 'DAG041'],
    [{ retryDelay: '5 parsecs' }, 'DAG040'],
    [{ retryDelay: '-5s' }, 'DAG040'],
    [{ retryDelay: '1e3s' }, 'DAG040'],
    [{ timeout: 'abc' }, 'DAG040'],
    [{ timeout: '99999999d' }, 'DAG040'],
    [{ timeout: 30 }, 'DAG040'],
    [{ timeout: '0s' }, 'DAG042'],
    [{ heartbeatTimeout: '0ms' }, 'DAG042'],
    [{ retires: 3 }, 'DAG047'],
    [{ resources: { gpus: 1 } }, 'DAG047'],
    [{ queue: 'a/b' }, 'DAG048'],
    [{ isolation: 'thread' }, 'DAG048'],
    [{ onFailure: 'mail' }, 'DAG048'],
    [{ nonRetryable: [3] }, 'DAG048'],
    [{ outlets: ['orders'] }, 'DAG013'],
  ])('refuse %j at a call and at a definition', (options, code) => {
    expect(codesOf(inDag(() => step({}, options)))).toEqual([code]);
    if (!('triggerRule' in options)) {
      expect(codesOf(() => task({ name: 'x', run: () => {}, ...options }))).toEqual([code]);
    }
  });

  test('point at the near miss', () => {
    const [rule] = issuesFrom(inDag(() => step({}, { triggerRule: 'all_sucess' })));
    expect(rule?.hint).toBe('Did you mean "all_success"?');
    const [option] = issuesFrom(inDag(() => step({}, { retires: 3 })));
    expect(option?.hint).toBe('Did you mean "retries"?');
  });

  test('are checked for maps, groups and expressions too', () => {
    expect(codesOf(inDag(() => map([1], body, { maxParallel: 0 })))).toEqual(['DAG041']);
    expect(codesOf(inDag(() => group('g', body, { defaults: { retires: 1 } as any })))).toEqual([
      'DAG047',
    ]);
    expect(codesOf(inDag(() => shift(step().n, '2 hours' as any)))).toEqual(['DAG040']);
    let all: any;
    const grow = inDag(() => {
      all = step().ok;
      for (let i = 0; i < 300; i += 1) all = and(all, all);
    });
    expect(codesOf(grow)).toEqual(['DAG028']);
  });
});

describe('schemas', () => {
  test.each<readonly [string, z.ZodType, string]>([
    ['a date', z.object({ at: z.date() }), 'DAG022'],
    ['a bigint', z.bigint(), 'DAG022'],
    ['a map', z.map(z.string(), z.number()), 'DAG022'],
    ['a set', z.set(z.string()), 'DAG022'],
    ['a one-way transform', z.string().transform((text) => text.length), 'DAG022'],
    ['a class', z.instanceof(URL), 'DAG022'],
    ['a file', z.file(), 'DAG022'],
    ['a field called then', z.object({ then: z.string() }), 'DAG023'],
    ['a field called toJSON', z.object({ a: z.object({ toJSON: z.string() }) }), 'DAG023'],
    ['a field called constructor', z.object({ constructor: z.string() }), 'DAG023'],
    ['a field called __proto__', z.object({ ['__proto__']: z.string() }), 'DAG023'],
  ])('refuse %s in an output', (_name, output, code) => {
    expect(codesOf(() => task({ name: 'x', output, run: () => null }))).toEqual([code]);
  });

  test('name the field', () => {
    const output = z.object({ rows: z.array(z.object({ at: z.date() })) });
    const [issue] = issuesFrom(() => task({ name: 'x', output, run: () => null as never }));
    expect(issue?.place).toBe('x.output.rows[].at');
  });

  test('accept recursion, codecs on the way in, and whatever is coerced', () => {
    const Tree: z.ZodType = z.lazy(() => z.object({ children: z.array(Tree) }));
    const when = z.codec(z.iso.datetime(), z.date(), {
      decode: (s) => new Date(s),
      encode: (d) => d.toISOString(),
    });
    const input = z.object({ t: Tree, when, loose: z.coerce.date() });
    expect(codesOf(() => task({ name: 'x', input, output: Tree, run: () => null }))).toEqual([]);
  });

  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  test.each<readonly [string, unknown]>([
    ['a function', () => () => 1],
    ['a bigint', 1n],
    ['a Map', new Map()],
    ['a cycle', cyclic],
    ['NaN', NaN],
    ['more than 2 MB', 'x'.repeat(2_100_000)],
  ])('refuse %s as the default of a param', (_name, value) => {
    const params = { p: z.any().default(value) };
    const codes = codesOf(() => dag({ id: 'd', params }, body));
    expect([...new Set(codes)]).toEqual(['DAG027']);
  });

  test('refuse a default that changes from call to call', () => {
    let count = 0;
    const params = { p: z.number().default(() => (count += 1)) };
    expect([...new Set(codesOf(() => dag({ id: 'd', params }, body)))]).toEqual(['DAG027']);
  });

  test('refuse params that are no schemas or have names objects have', () => {
    expect(codesOf(() => dag({ id: 'd', params: { p: 3 } as any }, body))).toEqual(['DAG013']);
    const params = { constructor: z.string() } as any;
    expect(codesOf(() => dag({ id: 'd', params }, body))).toContain('DAG023');
  });
});

describe('schedules and dates', () => {
  const when = (schedule: any) => codesOf(() => dag({ id: 'd', schedule }, body));
  test.each([
    '* * * * * *',
    '0 0 31 2 *',
    '0 0 30 2 *',
    '61 * * * *',
    'a b c d e',
    '',
    '@daily',
    'H * * * *',
    '*/0 * * * *',
    '0 0 1 1 * 2020',
    'x'.repeat(300),
  ])('refuse the cron expression %j', (expression) => {
    expect(when(cron(expression))).toEqual(['DAG043']);
  });

  test('answer within 10 ms, whatever the expression', () => {
    cron('0 0 * * *');
    when(cron('0 0 29 2 *'));
    const start = performance.now();
    for (let i = 0; i < 20; i += 1) when(cron('0 0 29 2 *'));
    expect((performance.now() - start) / 20).toBeLessThan(100);
  });

  test('accept what Airflow users write', () => {
    for (const expression of ['0 3 * * *', '*/15 9-17 * * MON-FRI', '0 0 29 2 *', '0 0 1,15 * 3']) {
      expect(when(cron(expression))).toEqual([]);
    }
    expect(
      when(cron(['0 3 * * *', '30 4 * * 1'], { timezone: 'Europe/Paris', jitter: '30s' })),
    ).toEqual([]);
    expect(when(every('90s', { offset: '5s' }))).toEqual([]);
  });

  test('refuse zones, presets and kinds that do not exist', () => {
    expect(when(cron('0 3 * * *', { timezone: 'Europe/Pariss' }))).toEqual(['DAG044']);
    expect(when(cron([]))).toEqual(['DAG043']);
    expect(when('@dayly')).toEqual(['DAG046']);
    expect(issuesFrom(() => dag({ id: 'd', schedule: '0 3 * * *' as any }, body))[0]?.hint).toBe(
      "Write `cron('0 3 * * *')`.",
    );
    expect(when(3)).toEqual(['DAG046']);
    expect(when(allOf({}))).toEqual(['DAG046']);
    expect(when(allOf({ a: 'orders' as any }))).toEqual(['DAG046']);
    expect(when(every('soon' as any))).toEqual(['DAG040']);
    expect(when(every('0s'))).toEqual(['DAG042']);
  });

  test('refuse dates that do not exist or end before they start', () => {
    const dates = (options: object) => codesOf(() => dag({ id: 'd', ...options }, body));
    expect(dates({ startDate: '2026-01-01', endDate: '2026-02-01T00:00:00Z' })).toEqual([]);
    expect(dates({ startDate: 'tomorrow' })).toEqual(['DAG045']);
    expect(dates({ startDate: '2026-01-01T00:00:00' })).toEqual(['DAG045']);
    expect(dates({ startDate: '2026-02-01', endDate: '2026-01-01' })).toEqual(['DAG045']);
  });
});

describe('faults', () => {
  test('of a whole dag come out together, each with its place', () => {
    const define = () =>
      dag({ id: 'bad id', schedule: '@dayly' as any, maxActiveRuns: 0 }, () => {
        step({ x: new Date() });
        step({}, { retries: -1 });
        branch(step({}, { id: 'on' }).kind, { a: () => {} } as any);
      });
    const issues = issuesFrom(define);
    expect(issues.map(({ code }) => code).sort()).toEqual([
      'DAG003',
      'DAG005',
      'DAG020',
      'DAG041',
      'DAG041',
      'DAG046',
      'DAG050',
    ]);
    for (const { file, line, column } of issues) {
      expect(file).toMatch(/faults\.test\.ts$/);
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
    }
    expect(define).toThrow(DagDefinitionError);
  });

  test('that the author throws keep their words and place', () => {
    const [issue] = issuesFrom(() =>
      dag({ id: 'd' }, () => {
        throw new RangeError('no such file');
      }),
    );
    expect(issue?.code).toBe('DAG004');
    expect(issue?.message).toContain('RangeError: no such file');
    expect(issue?.file).toMatch(/faults\.test\.ts$/);
  });

  test('of several dags reach a loader that listens, and the rest is still evaluated', () => {
    const refused: DagDefinitionError[] = [];
    const defined: string[] = [];
    const key = Symbol.for('perdure.dag-listener');
    const listener: DagListener = {
      defined: (found) => void defined.push(found.id),
      refused: (error) => void refused.push(error),
    };
    Reflect.set(globalThis, key, listener);
    let broken: Dag<Record<string, never>, undefined>;
    try {
      const faulty = task({ name: 'a/b', output: z.date(), run: () => new Date() });
      broken = dag({ id: 'one' }, () => {});
      dag({ id: 'two' }, () => {
        step({ x: 1n });
        faulty();
      });
      dag({ id: 'three' }, body);
    } finally {
      Reflect.deleteProperty(globalThis, key);
    }
    expect(refused.map(({ code }) => code)).toEqual(['DAG005', 'DAG022', 'DAG006', 'DAG020']);
    expect(defined).toEqual(['three']);
    expect(() => broken.plan).toThrow(DagDefinitionError);
  });

  test('of assets are told where the asset is', () => {
    const codes = codesOf(() => asset({ name: 'a b', uri: 's3://x', payload: z.date() }));
    expect(codes).toEqual(['DAG005']);
  });
});
