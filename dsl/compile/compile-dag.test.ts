import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  and,
  at,
  branch,
  chain,
  coalesce,
  concat,
  cross,
  dag,
  eq,
  flatten,
  group,
  gt,
  length,
  map,
  not,
  shift,
  shortCircuit,
  task,
  template,
  zip,
  type Plan,
} from '../index.ts';
import type { PlanNode, Region } from '../plan/plan.ts';
import { runtimeOf } from '../runtime/index.ts';

const Item = z.object({ lr: z.number(), tags: z.array(z.string()) });
const make = task({
  name: 'make',
  output: z.object({
    n: z.number(),
    ok: z.boolean(),
    kind: z.enum(['a', 'b']),
    kinds: z.array(z.enum(['a', 'b'])),
    items: z.array(Item),
    names: z.array(z.string()),
    lists: z.array(z.array(z.number())),
    when: z.string(),
  }),
  run: () => null as never,
});
const use = task({
  name: 'use',
  input: z.object({ x: z.unknown().optional() }),
  output: z.object({ y: z.number() }),
  run: () => ({ y: 1 }),
});

function nodesOf(region: Region): readonly PlanNode[] {
  return region.nodes.flatMap((node) => {
    if (node.kind === 'map') return [node, ...nodesOf(node.body)];
    if (node.kind === 'branch') return [node, ...node.cases.flatMap((one) => nodesOf(one.region))];
    return [node];
  });
}
function find(plan: Plan, id: string): PlanNode {
  const node = nodesOf(plan.root).find((each) => each.id === id);
  if (node === undefined)
    throw new Error(
      `No node "${id}" in ${nodesOf(plan.root)
        .map((each) => each.id)
        .join(', ')}.`,
    );
  return node;
}
const planOf = (body: () => void): Plan => dag({ id: 'd' }, body).plan;
const ids = (plan: Plan): readonly string[] => nodesOf(plan.root).map(({ id }) => id);
const upstreamOf = (plan: Plan, id: string): readonly string[] => find(plan, id).upstream;
const factsOf = (plan: Plan, id: string) =>
  find(plan, id).facts.map(({ path, want }) => `${want}:${path.join('.')}`);

describe('ids', () => {
  test('are the name of the task, or the id of the call, with the prefix of named regions', () => {
    const plan = planOf(() => {
      const m = make();
      group('g', () => {
        use({ x: m.n });
        group('h', () => use({}, { id: 'inner' }));
      });
      map(m.items, (item) => map(item.tags, (tag) => use({ x: tag }), { id: 'tag' }), {
        id: 'fold',
      });
    });
    expect(ids(plan)).toEqual(['make', 'g.use', 'g.h.inner', 'fold', 'fold.tag', 'fold.tag.use']);
    expect(plan.groups).toEqual([{ id: 'g' }, { id: 'g.h', parent: 'g' }]);
    expect(find(plan, 'g.h.inner').group).toBe('g.h');
  });

  test('of regions without one come from what they return or read, with a mark', () => {
    const plan = planOf(() => {
      const m = make();
      map(m.items, (item) => {
        use({ x: item.lr }, { id: 'first' });
        return use({}, { id: 'second' });
      });
      map(m.items, () => void use({}, { id: 'third' }));
      map(m.items, () => map([1], () => use({}, { id: 'cell' })));
      branch(m.kind, { a: () => {}, b: () => {} });
      branch(not(m.ok), { true: () => {}, false: () => {} });
    });
    expect(ids(plan)).toEqual(
      expect.arrayContaining(['second[]', 'third[]', 'cell[][]', 'cell[]', 'make.kind?', 'branch']),
    );
    const outer = find(plan, 'cell[][]');
    expect(outer.kind === 'map' && outer.named).toBe(false);
  });
});

describe('expressions', () => {
  test('name the map an item belongs to, so that an inner map can read the outer item', () => {
    const plan = planOf(() => {
      map(
        make().items,
        (outer) => map([1, 2], (inner, i) => use({ x: [outer.lr, inner, i] }), { id: 'in' }),
        { id: 'out' },
      );
    });
    const node = find(plan, 'out.in.use');
    expect(node.kind === 'task' && node.input).toEqual({
      kind: 'object',
      fields: {
        x: {
          kind: 'list',
          items: [
            { kind: 'item', map: 'out', path: ['lr'] },
            { kind: 'item', map: 'out.in', path: [] },
            { kind: 'index', map: 'out.in' },
          ],
        },
      },
    });
  });

  test('keep literals whole, templates apart, and durations as written', () => {
    const plan = dag({ id: 'd', params: { url: z.string() } }, ({ params, run }) => {
      use({
        x: {
          a: [1, { b: null }],
          c: template`s3://${params.url}/${run.logicalDate}`,
          d: shift(run.logicalDate, '-2h'),
        },
      });
    }).plan;
    const node = find(plan, 'use');
    expect(node.kind === 'task' && node.input).toMatchObject({
      fields: {
        x: {
          fields: {
            a: { kind: 'literal', value: [1, { b: null }] },
            c: {
              kind: 'template',
              text: ['s3://', '/', ''],
              values: [
                { kind: 'params', path: ['url'] },
                { kind: 'run', path: ['logicalDate'] },
              ],
            },
            d: {
              kind: 'call',
              operator: 'shift',
              args: [{ kind: 'run' }, { kind: 'literal', value: '-2h' }],
            },
          },
        },
      },
    });
  });

  test('give zip and cross one object of lists, even of literals', () => {
    const plan = planOf(() => void map(cross({ a: [1], b: [2] }), ({ a }) => use({ x: a })));
    const node = find(plan, 'use[]');
    expect(node.kind === 'map' && node.items).toEqual({
      kind: 'call',
      operator: 'cross',
      args: [
        {
          kind: 'object',
          fields: { a: { kind: 'literal', value: [1] }, b: { kind: 'literal', value: [2] } },
        },
      ],
      path: [],
    });
  });

  test('of a group are those of what it returns', () => {
    const plan = planOf(() => {
      const g = group('g', () => ({ made: make(), n: 3 }));
      use({ x: [g.made.n, g.n] });
    });
    const node = find(plan, 'use');
    expect(node.kind === 'task' && node.input).toMatchObject({
      fields: {
        x: {
          items: [
            { kind: 'output', node: 'g.make', path: ['n'] },
            { kind: 'literal', value: 3 },
          ],
        },
      },
    });
    expect(node.upstream).toEqual(['g.make']);
  });

  test('say nothing at all for a case that returns nothing, and null for such a dag', () => {
    const plan = planOf(() => void branch(make().ok, { true: () => use(), false: () => {} }));
    const node = find(plan, 'make.ok?');
    expect(node.kind === 'branch' && node.cases[1]?.region.result).toEqual({
      kind: 'call',
      operator: 'coalesce',
      args: [],
      path: [],
    });
    expect(plan.root.result).toEqual({ kind: 'literal', value: null });
  });
});

describe('edges', () => {
  test('come from data, then after, then chain, each once', () => {
    const plan = planOf(() => {
      const a = make({}, { id: 'a' });
      const b = make({}, { id: 'b' });
      const c = make({}, { id: 'c' });
      const d = use({ x: [b.n, a.n, b.ok] }, { id: 'd', after: a });
      chain(c, d);
    });
    expect(upstreamOf(plan, 'd')).toEqual(['b', 'a', 'c']);
  });

  test('to a group go to its roots, from a group come from its leaves', () => {
    const plan = planOf(() => {
      const first = make();
      const outer = group(
        'outer',
        () => {
          const one = group('one', () => void chain(use({}, { id: 'x' }), use({}, { id: 'y' })));
          const two = group('two', () => void use({}, { id: 'z' }));
          chain(one, two);
        },
        { after: first },
      );
      use({}, { id: 'last', after: outer });
    });
    expect(upstreamOf(plan, 'outer.one.x')).toEqual(['make']);
    expect(upstreamOf(plan, 'outer.one.y')).toEqual(['outer.one.x']);
    expect(upstreamOf(plan, 'outer.two.z')).toEqual(['outer.one.y']);
    expect(upstreamOf(plan, 'last')).toEqual(['outer.two.z']);
  });

  test('of inner tasks name outer ones; a region waits itself only for what it reads or returns', () => {
    const plan = planOf(() => {
      const on = make({}, { id: 'on' });
      const other = make({}, { id: 'other' });
      const shown = make({}, { id: 'shown' });
      branch(on.ok, { true: () => use({ x: other.n }), false: () => ({ n: shown.n }) });
    });
    expect(upstreamOf(plan, 'use')).toEqual(['other']);
    expect(upstreamOf(plan, 'on.ok?')).toEqual(['on', 'shown']);
  });

  test('order the nodes of a region, ties as declared, counting what lies inside', () => {
    const plan = planOf(() => {
      const mapped = map([1], () => use({}, { id: 'inner' }), { id: 'm' });
      const late = make({}, { id: 'late' });
      use({}, { id: 'free' });
      chain(late, mapped);
    });
    expect(plan.root.nodes.map(({ id }) => id)).toEqual(['late', 'm', 'free']);
  });
});

describe('facts', () => {
  test('are the values and lengths that control flow reads', () => {
    const plan = planOf(() => {
      const m = make();
      branch(m.kind, { a: () => {}, b: () => {} });
      branch(m.kinds, { a: () => {}, b: () => {} });
      shortCircuit(and(m.ok, gt(m.n, 3), eq(length(m.names), 2)), { id: 'gate' });
      map(m.items, () => use({}, { id: 'i' }));
    });
    expect(factsOf(plan, 'make')).toEqual([
      'value:kind',
      'value:kinds',
      'value:ok',
      'value:n',
      'length:names',
      'length:items',
    ]);
  });

  test('are nothing for what only tasks read', () => {
    const plan = planOf(() => {
      const m = make();
      use({ x: [m.n, template`${m.n}`, length(m.names)] });
    });
    expect(factsOf(plan, 'make')).toEqual([]);
  });

  test('are lengths for joined and paired lists, whole values for flattened and picked ones', () => {
    const plan = planOf(() => {
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => make({}, { id }));
      if (!a || !b || !c || !d) return;
      map(concat(a.names, a.names), () => use({}, { id: 'one' }));
      map(zip({ x: b.names, y: b.items }), () => use({}, { id: 'two' }));
      map(flatten(c.lists), () => use({}, { id: 'three' }));
      map(coalesce(at(d.lists, 0), []), () => use({}, { id: 'four' }));
    });
    expect(['a', 'b', 'c', 'd'].map((id) => factsOf(plan, id))).toEqual([
      ['length:names'],
      ['length:names', 'length:items'],
      ['value:lists'],
      ['value:lists'],
    ]);
  });

  test('go through items, and through what branches and maps return', () => {
    const plan = planOf(() => {
      const lists = make({}, { id: 'lists' });
      map(lists.items, (item) => map(item.tags, () => use({}, { id: 'tag' }), { id: 't' }), {
        id: 'i',
      });
      const out = branch(lists.ok, {
        true: () => make({}, { id: 'yes' }),
        false: () => make({}, { id: 'no' }),
      });
      branch(out.kind, { a: () => {}, b: () => {} });
      const made = map([1], () => make({}, { id: 'each' }));
      shortCircuit(gt(coalesce(length(made), 0), 0));
      map(made, () => use({}, { id: 'after' }));
    });
    expect(factsOf(plan, 'lists')).toEqual(['length:items', 'value:items', 'value:ok']);
    expect(factsOf(plan, 'yes')).toEqual(['value:kind']);
    expect(factsOf(plan, 'no')).toEqual(['value:kind']);
    expect(factsOf(plan, 'each')).toEqual([]);
  });
});

describe('options', () => {
  const gpu = task({ name: 'gpu', queue: 'gpu', retries: 2, timeout: '2h', run: () => {} });
  const optionsOf = (plan: Plan, id: string) => {
    const node = find(plan, id);
    if (node.kind !== 'task') throw new Error('no task');
    return node.options;
  };

  test("are Airflow's where nobody says anything", () => {
    expect(
      optionsOf(
        planOf(() => void make()),
        'make',
      ),
    ).toEqual({
      queue: 'cpu',
      retries: 0,
      retryDelayMs: 300_000,
      retryBackoff: 1,
      maxRetryDelayMs: 86_400_000,
      nonRetryable: [],
      timeoutMs: 86_400_000,
      heartbeatTimeoutMs: 10_000,
      isolation: 'inline',
      callbacks: [],
    });
  });

  test('come from the call, the groups, the dag and the task, the nearest first', () => {
    const plan = dag({ id: 'd', defaults: { retries: 5, retryDelay: '1s', pool: 'p' } }, () => {
      group(
        'g',
        () => group('h', () => void gpu({}, { timeout: '1m' }), { defaults: { retryDelay: '2s' } }),
        {
          defaults: { retryDelay: '3s', retries: 4 },
        },
      );
      gpu();
    }).plan;
    expect(optionsOf(plan, 'g.h.gpu')).toMatchObject({
      retries: 4,
      retryDelayMs: 2_000,
      pool: 'p',
      timeoutMs: 60_000,
      queue: 'gpu',
    });
    expect(optionsOf(plan, 'gpu')).toMatchObject({
      retries: 5,
      retryDelayMs: 1_000,
      timeoutMs: 7_200_000,
      heartbeatTimeoutMs: 30_000,
    });
  });

  test('run a task in a process of its own off queue cpu, or with resources, unless told', () => {
    const plan = planOf(() => {
      gpu();
      make({}, { id: 'memory', resources: { memory: '4Gi' } });
      make({}, { id: 'told', isolation: 'process' });
      gpu({}, { id: 'inline', isolation: 'inline' });
      make({}, { id: 'cores', resources: { cpu: 2 } });
    });
    const isolation = ['gpu', 'memory', 'told', 'inline', 'cores'].map(
      (id) => optionsOf(plan, id).isolation,
    );
    expect(isolation).toEqual(['process', 'process', 'process', 'inline', 'inline']);
  });

  test('keep callbacks as kinds in the plan and as functions in the runtime', () => {
    const onFailure = (): void => {};
    const d = dag({ id: 'd' }, () => void make({}, { onFailure }));
    expect(optionsOf(d.plan, 'make').callbacks).toEqual(['failure']);
    expect(runtimeOf(d).bodies.get('make')?.callbacks).toEqual({ failure: onFailure });
  });
});

describe('a plan', () => {
  const define = () =>
    dag(
      {
        id: 'd',
        schedule: '@daily',
        tags: ['t'],
        params: { a: z.string(), b: z.number().default(1) },
      },
      ({ params }) => {
        const m = make();
        use({ x: { b: params.b, a: params.a, m: m.n } });
      },
    );

  test('is plain JSON, the same whenever it is compiled, and holds no path of this machine', () => {
    const { plan } = define();
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(define().plan).toEqual(plan);
    expect(JSON.stringify(plan)).not.toMatch(/\/(work|home|tmp|Users)\//);
  });

  test('has the same hash in another time zone, locale and order of keys', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Pacific/Apia';
    const other = define().plan.hash;
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(other).toBe(define().plan.hash);
    const input = (x: object) => dag({ id: 'd' }, () => void use({ x })).plan.hash;
    expect(input({ a: 1, b: 2 })).toBe(input({ b: 2, a: 1 }));
    expect(input({ a: 1, b: 3 })).not.toBe(input({ a: 1, b: 2 }));
  });

  test('describes its params as a run is given them, and parses them with defaults', () => {
    const { plan } = define();
    expect(plan.params).toMatchObject({ required: ['a'], additionalProperties: false });
    const { params } = runtimeOf(define());
    expect(params.parse({ a: 'x' })).toEqual({ a: 'x', b: 1 });
    expect(params.safeParse({ a: 'x', c: 1 }).success).toBe(false);
  });

  test('lists each definition once, with both schemas', () => {
    const plan = planOf(() => {
      make();
      use({}, { id: 'one' });
      use({}, { id: 'two' });
    });
    expect(plan.definitions.map(({ name }) => name)).toEqual(['make', 'use']);
    expect(plan.definitions[1]?.output).toMatchObject({ type: 'object', required: ['y'] });
  });

  test('comes with the code and the place of each task', () => {
    const { bodies, places } = runtimeOf(define());
    expect([...bodies.keys()]).toEqual(['make', 'use']);
    expect(places.get('use')?.file).toMatch(/compile-dag\.test\.ts$/);
    expect(places.get('use')?.line).toBeGreaterThan(places.get('make')?.line ?? Infinity);
    expect(places.has('')).toBe(true);
  });
});
