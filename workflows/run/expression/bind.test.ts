import { describe, expect, test } from 'vitest';
import type { Expression, Operator } from '../../../dsl/plan/expression.ts';
import type { Json } from '../../../dsl/plan/json.ts';
import { INLINE_INPUT_BYTES, type Output } from '../../protocol/value.ts';
import {
  branch,
  item,
  map,
  object,
  output,
  plan,
  region,
  shortCircuit,
  task,
  TestRun,
  value,
} from '../testing/plan-words.ts';

const call = (operator: Operator, ...args: readonly Expression[]): Expression => ({
  kind: 'call',
  operator,
  args,
  path: [],
});
const sha = { sha256: 'abc', size: 100_000 };
const blob = (facts: { readonly [key: string]: Json } = {}): Output => ({
  kind: 'blob',
  blob: sha,
  facts,
});
const inputOf = (
  input: Expression,
  given: Output,
  facts: Parameters<typeof task>[2] = {},
): unknown => {
  const run = new TestRun(plan([task('a', [], facts), task('b', ['a'], { input: { x: input } })]));
  run.step({ type: 'succeeded', path: 'a', output: given });
  const bound = run.inputs.get('b');
  // The input of a task is always an object; its only field is what the test is about.
  return (bound as { fields?: { x?: unknown } } | undefined)?.fields?.x ?? bound;
};

describe('binding inputs', () => {
  test('a value in the object store travels as a reference with the path into it', () => {
    expect(inputOf(output('a', 'rows', 0), blob())).toEqual({
      kind: 'blob',
      blob: sha,
      path: ['rows', 0],
    });
  });

  test('what the task reported as a fact travels inline, and a fact that is missing is absent', () => {
    const facts = [{ path: ['best'], want: 'value' }] as const;
    const given = blob({ 'value:["best"]': { f1: 0.9 } });
    expect(inputOf(output('a', 'best', 'f1'), given, { facts })).toEqual({
      kind: 'literal',
      value: { x: 0.9 },
    });
    expect(inputOf(output('a', 'best'), blob(), { facts })).toEqual({ kind: 'absent' });
  });

  test('an operator over a stored value is left to the worker, with all that is known put in', () => {
    expect(inputOf(call('concat', output('a'), value([1])), blob())).toEqual({
      kind: 'call',
      operator: 'concat',
      args: [
        { kind: 'blob', blob: sha, path: [] },
        { kind: 'literal', value: [1] },
      ],
      path: [],
    });
  });

  test('and, or and coalesce are settled by what is known', () => {
    expect(inputOf(call('and', output('a', 'ok'), value(false)), blob())).toEqual({
      kind: 'literal',
      value: { x: false },
    });
    expect(inputOf(call('or', output('a', 'ok'), value(true)), blob())).toEqual({
      kind: 'literal',
      value: { x: true },
    });
    expect(inputOf(call('coalesce', output('a'), value(1)), blob())).toEqual({
      kind: 'blob',
      blob: sha,
      path: [],
    });
  });

  test('at with a known key is a step into the stored value', () => {
    expect(inputOf(call('at', output('a'), value(2)), blob())).toEqual({
      kind: 'blob',
      blob: sha,
      path: [2],
    });
    const facts = [{ path: [], want: 'length' }] as const;
    expect(
      inputOf(call('at', output('a'), value(-1)), blob({ 'length:[]': 5 }), { facts }),
    ).toEqual({ kind: 'blob', blob: sha, path: [4] });
  });

  test('a template keeps strings as they are, and is absent when a part is', () => {
    const text: Expression = {
      kind: 'template',
      text: ['n=', ' ', '!'],
      values: [output('a', 'n'), value('s')],
    };
    expect(inputOf(text, { kind: 'inline', value: { n: 3 } })).toEqual({
      kind: 'literal',
      value: { x: 'n=3 s!' },
    });
    expect(inputOf(text, { kind: 'inline', value: {} })).toEqual({ kind: 'absent' });
    expect(inputOf(text, blob())).toMatchObject({ kind: 'template', text: ['n=', ' ', '!'] });
  });

  test('a template with a part that has no plain text fails its task, as it would on a worker', () => {
    const text: Expression = { kind: 'template', text: ['n=', ''], values: [output('a', 'n')] };
    const run = new TestRun(plan([task('a'), task('b', ['a'], { input: { text } })]));
    expect(run.ok('a', { n: null }).reason('b')).toBe(
      'ExpressionFailed: "b": template got null, expected a string, a number or true or false.',
    );
  });

  test('the run, its params and the item index are at hand everywhere', () => {
    const input = {
      day: { kind: 'run', path: ['dataInterval', 'end'] },
      n: { kind: 'params', path: ['n'] },
      at: { kind: 'index', map: 'm' },
    } as const;
    const nodes = [map('m', value(['x']), region([task('m.t', [], { input })]))];
    const run = new TestRun(plan(nodes), { n: 3 });
    expect(run.inputs.get('m[0].t')).toEqual({
      kind: 'literal',
      value: { day: '2026-01-31T00:00:00.000Z', n: 3, at: 0 },
    });
  });
});

describe('values that control flow needs', () => {
  test('a map over a stored list expands by its reported length, items by reference', () => {
    const facts = [{ path: ['rows'], want: 'length' }] as const;
    const body = region([task('m.t', [], { input: { x: item('m', 'id') } })]);
    const run = new TestRun(
      plan([task('a', [], { facts }), map('m', output('a', 'rows'), body, { upstream: ['a'] })]),
    );
    run.step({ type: 'succeeded', path: 'a', output: blob({ 'length:["rows"]': 2 }) });
    expect(run.starts).toEqual(['m[0].t', 'm[1].t']);
    expect(run.inputs.get('m[1].t')).toMatchObject({
      fields: { x: { kind: 'blob', path: ['rows', 1, 'id'] } },
    });
  });

  test('cross and zip of stored lists expand and take their items apart', () => {
    const facts = [{ path: [], want: 'length' }] as const;
    const pairs = call('cross', object({ row: output('a'), c: value(['x', 'y']) }));
    const body = region([task('m.t', [], { input: { row: item('m', 'row'), all: item('m') } })]);
    const run = new TestRun(
      plan([task('a', [], { facts }), map('m', pairs, body, { upstream: ['a'] })]),
    );
    run.step({ type: 'succeeded', path: 'a', output: blob({ 'length:[]': 2 }) });
    expect(run.starts).toHaveLength(4);
    expect(run.inputs.get('m[3].t')).toEqual({
      kind: 'object',
      fields: {
        row: { kind: 'blob', blob: sha, path: [1] },
        all: {
          kind: 'object',
          fields: {
            row: { kind: 'blob', blob: sha, path: [1] },
            c: { kind: 'literal', value: 'y' },
          },
        },
      },
    });
  });

  test('a branch inside a map reads the facts of the item it is about, through two maps', () => {
    const facts = [{ path: ['good'], want: 'value' }] as const;
    const first = map('f', value([1, 2]), region([task('f.t', [], { facts })], output('f.t')));
    const choice = { true: region([task('s.keep')]), false: region([]) };
    const second = map('s', output('f'), region([branch('s.b', item('s', 'good'), choice)]), {
      upstream: ['f'],
    });
    const run = new TestRun(plan([first, second]));
    for (const [at, good] of [true, false].entries()) {
      run.step({ type: 'succeeded', path: `f[${at}].t`, output: blob({ 'value:["good"]': good }) });
    }
    expect(run.states).toMatchObject({ 's[0].keep': 'scheduled', 's[1].keep': 'skipped' });
  });

  test('a value that was not reported fails the node that needs it, saying which', () => {
    const run = new TestRun(
      plan([task('a'), shortCircuit('gate', output('a', 'ok'), { upstream: ['a'] })]),
    );
    run.step({ type: 'succeeded', path: 'a', output: blob() });
    expect(run.reason('gate')).toContain('"gate": The value lies in the object store');
  });
});

describe('inputs too heavy to travel', () => {
  const heavy = 'x'.repeat(60_000);
  const tasks = ['a', 'b', 'c', 'd'];
  const input = {
    ...Object.fromEntries(tasks.map((id) => [id, output(id, 'v')])),
    small: output('a', 'n'),
  };

  test('leave out the largest values, and no more than needed', () => {
    const run = new TestRun(plan([...tasks.map((id) => task(id)), task('z', tasks, { input })]));
    run
      .ok('a', { v: heavy, n: 1 })
      .ok('b', { v: 'light' })
      .ok('c', { v: `${heavy}${heavy.slice(0, 9_000)}` });
    run.ok('d', { v: heavy.slice(9) });
    const bound = run.inputs.get('z');
    expect(bound).toMatchObject({
      fields: {
        a: { kind: 'literal' },
        b: { kind: 'literal', value: 'light' },
        c: { kind: 'instance', instance: 'c', path: ['v'] },
        d: { kind: 'literal' },
        small: { kind: 'literal', value: 1 },
      },
    });
    expect(JSON.stringify(bound).length).toBeLessThanOrEqual(INLINE_INPUT_BYTES);
  });

  test('also when they are results of a map', () => {
    const body = region([task('m.t')], output('m.t'));
    const run = new TestRun(
      plan([map('m', value([1, 2, 3]), body), task('z', ['m'], { input: { all: output('m') } })]),
    );
    for (const at of [0, 1, 2]) run.ok(`m[${at}].t`, heavy);
    expect(run.inputs.get('z')).toMatchObject({
      fields: {
        all: { items: [{ instance: 'm[0].t' }, { instance: 'm[1].t' }, { instance: 'm[2].t' }] },
      },
    });
  });
});
