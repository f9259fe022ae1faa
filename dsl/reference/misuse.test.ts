/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-return,
   @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call,
   @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-assignment
   -- these are the mistakes of authors without types */
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { branch, dag, map, task } from '../index.ts';
import { codesOf, issuesFrom } from '../testing/faults-of.ts';

const Out = z.object({
  uri: z.string(),
  acc: z.number(),
  ok: z.boolean(),
  tags: z.array(z.string()),
  maybe: z.object({ x: z.number() }).optional(),
  size: z.number(),
  name: z.string(),
  map: z.string(),
});
const one = task({ name: 'one', output: Out, run: (): any => ({}) });
const two = task({
  name: 'two',
  input: z.object({ uri: z.any(), o: z.any().optional() }),
  output: z.string(),
  run: () => 'x',
}) as (input: any, options?: any) => any;

const inDag = (body: (r: any) => unknown) => () =>
  dag({ id: 'd' }, () => {
    const r = one();
    two({ uri: r.uri }, { id: 'use' });
    body(r);
  });

const refused: readonly (readonly [string, string, (r: any) => unknown])[] = [
  ['a template string', 'DAG030', (r) => `x${r.uri}`],
  ['+', 'DAG030', (r) => r.uri + 'a'],
  ['*', 'DAG030', (r) => r.acc * 2],
  ['> between references', 'DAG030', (r) => r.acc > r.size],
  ['== with a string', 'DAG030', (r) => r.uri == 'a'],
  ['String()', 'DAG030', (r) => String(r.uri)],
  ['Number()', 'DAG030', (r) => Number(r.acc)],
  ['toString()', 'DAG030', (r) => r.uri.toString()],
  ['JSON.stringify', 'DAG030', (r) => JSON.stringify({ a: r })],
  ['an object key', 'DAG030', (r) => ({ [r.uri]: 1 })],
  ['Math.max', 'DAG030', (r) => Math.max(r.acc, r.size)],
  ['sort', 'DAG030', (r) => [r.acc, r.size].sort()],
  ['new Date', 'DAG030', (r) => new Date(r.uri)],
  ['a spread scalar', 'DAG031', (r) => ({ ...r.uri })],
  [
    'for of',
    'DAG032',
    (r) => {
      for (const x of r.tags) void x;
    },
  ],
  ['a spread list', 'DAG032', (r) => [...r.tags]],
  ['.then', 'DAG033', (r) => r.then],
  ['.map of a list', 'DAG034', (r) => r.tags.map((t: any) => t)],
  ['.length of a list', 'DAG034', (r) => r.tags.length],
  ['an index', 'DAG034', (r) => r.tags[0]],
  ['an unknown field', 'DAG035', (r) => r.urii],
  ['a field of a scalar', 'DAG035', (r) => r.uri.x],
  [
    'assignment',
    'DAG036',
    (r) => {
      r.uri = 'x';
    },
  ],
  ['delete', 'DAG036', (r) => delete r.uri],
  ['defineProperty', 'DAG036', (r) => Object.defineProperty(r, 'x', { value: 1 })],
  ['in', 'DAG037', (r) => 'uri' in r],
  [
    'zod',
    'DAG037',
    (r) => {
      Out.safeParse(r);
    },
  ],
  ['structuredClone', 'DAG004', (r) => structuredClone(r)],
  ['a call', 'DAG004', (r) => r.uri()],
];

describe('a reference refuses', () => {
  test.each(refused)('%s with %s', (_name, code, body) => {
    const issues = issuesFrom(inDag(body));
    expect(issues.map((issue) => issue.code)).toContain(code);
    for (const issue of issues) {
      expect(issue.file).toMatch(/misuse\.test\.ts$/);
      expect(issue.line).toBeGreaterThan(0);
    }
  });

  test('await, without an unhandled rejection afterwards', async () => {
    const codes = codesOf(() =>
      dag({ id: 'd' }, () => {
        const r: any = one();
        void (async () => await r)().catch(() => undefined);
      }),
    );
    expect(codes).toContain('DAG033');
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('every misuse of a body at once, not only the first', () => {
    const codes = codesOf(inDag((r) => [`${r.uri}`, r.urii, [...r.tags], 'x' in r]));
    expect(codes).toEqual(['DAG030', 'DAG035', 'DAG032', 'DAG037']);
  });

  test('in words that name the reference, the known fields and the near miss', () => {
    const [issue] = issuesFrom(inDag((r) => r.urii));
    expect(issue?.message).toBe(
      'The reference "one" has no field "urii". Did you mean "uri"? Its fields: "uri", "acc", "ok", "tags", "maybe", "size", "name", "map".',
    );
    expect(issue?.place).toBe('d/one');
  });

  test('once: what comes of a failed word is silent', () => {
    expect(codesOf(inDag((r) => two({ uri: r.nope.deeper[3] + '' })))).toEqual(['DAG035']);
  });
});

describe('a reference allows', () => {
  test.each([
    ['spreading known fields', (r: any) => two({ uri: { ...r } })],
    ['Object.keys', (r: any) => two({ uri: Object.keys(r) })],
    ['rest destructuring', ({ uri, ...rest }: any) => two({ uri, o: rest })],
    ['fields called map, name and size', (r: any) => two({ uri: [r.map, r.name, r.size] })],
    ['?? and ?.', (r: any) => two({ uri: r.uri ?? r.maybe?.x })],
    ['typeof and instanceof', (r: any) => two({ uri: [typeof r, r instanceof Object] })],
  ])('%s', (_name, body) => {
    expect(codesOf(inDag(body))).toEqual([]);
  });

  test('the same field to be the same reference', () => {
    inDag((r) => expect(r.maybe.x).toBe(r.maybe.x))();
  });

  test('console.log, which shows what it stands for', () => {
    inDag((r) => expect(inspect(r.maybe.x)).toBe('Ref<one.maybe.x>'))();
  });
});

describe('scopes refuse', () => {
  test('a task outside of a dag, and in a timer', async () => {
    expect(codesOf(() => one())).toEqual(['DAG001']);
    let later: readonly string[] = [];
    dag({ id: 'd' }, () => {
      one();
      setTimeout(() => {
        later = codesOf(() => one({}, { id: 'late' }));
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(later).toEqual(['DAG001']);
  });

  test('a reference of another dag', () => {
    let leaked: any;
    dag({ id: 'other' }, () => {
      leaked = one();
    });
    const [issue] = issuesFrom(inDag(() => two({ uri: leaked.uri })));
    expect(issue?.code).toBe('DAG010');
    expect(issue?.message).toContain('"one.uri" of dag "other"');
  });

  test('a reference out of the map it lives in', () => {
    const codes = codesOf(
      inDag((r) => {
        let inner: any;
        map(r.tags, (tag) => (inner = two({ uri: tag })));
        two({ uri: inner }, { id: 'after' });
      }),
    );
    expect(codes).toEqual(['DAG011']);
  });

  test('a reference out of the case it lives in', () => {
    const codes = codesOf(
      inDag((r) => {
        let inner: any;
        branch(r.ok, {
          true: () => {
            inner = two({ uri: 1 });
          },
          false: () => {},
        });
        two({ uri: inner }, { id: 'after' });
      }),
    );
    expect(codes).toEqual(['DAG011']);
  });

  test('an async body and an async case', async () => {
    expect(
      codesOf(() =>
        dag({ id: 'd' }, (async () => {
          one();
        }) as any),
      ),
    ).toEqual(['DAG002']);
    const codes = codesOf(
      inDag((r) => branch(r.ok, { true: async () => two({ uri: 1 }), false: () => {} } as any)),
    );
    expect(codes).toEqual(['DAG002']);
    expect(codesOf(inDag((r) => map(r.tags, (() => Promise.resolve(1)) as any)))).toEqual([
      'DAG002',
    ]);
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('a body that never ends making faults', () => {
    expect(
      codesOf(
        inDag((r) => {
          while (!(r.acc > 5)) void 0;
        }),
      ),
    ).toEqual(['DAG030']);
  });
});
