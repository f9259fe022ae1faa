import { describe, expect, test } from 'vitest';
import {
  item,
  map,
  output,
  plan,
  region,
  shortCircuit,
  task,
  TestRun,
  value,
} from './testing/plan-words.ts';

const train = (id: string, of: string) => task(id, [], { input: { x: item(of) } });
const result = (run: TestRun): unknown => run.finish?.result;

describe('map', () => {
  test('runs its body once an item, and gives the results in the order of the items', () => {
    const run = new TestRun(
      plan([map('m', value([5, 6]), region([train('m.t', 'm')], output('m.t')))], output('m')),
    );
    expect(run.starts).toEqual(['m[0].t', 'm[1].t']);
    expect(run.inputs.get('m[1].t')).toEqual({ kind: 'literal', value: { x: 6 } });
    run.ok('m[1].t', 'six').ok('m[0].t', 'five');
    expect(result(run)).toEqual({ kind: 'literal', value: ['five', 'six'] });
  });

  test('an unnamed map puts the index behind the task, the outer one first', () => {
    const inner = map('t[]', value(['y']), region([task('t')], output('t')), { named: false });
    const outer = map('t[][]', value([0, 0]), region([inner], output('t[]')), { named: false });
    const run = new TestRun(plan([outer], output('t[][]')));
    expect(run.starts).toEqual(['t[0][0]', 't[1][0]']);
    expect(Object.keys(run.states)).toEqual(['t[][]', 't[][0]', 't[][1]', 't[0][0]', 't[1][0]']);
    run.ok('t[1][0]', 1).ok('t[0][0]', 0);
    expect(result(run)).toEqual({ kind: 'literal', value: [[0], [1]] });
  });

  test('over no items it is skipped, its value is the empty list, and joins obey their rule', () => {
    const run = new TestRun(
      plan([
        map('m', value([]), region([train('m.t', 'm')], output('m.t'))),
        task('strict', ['m']),
        task('lenient', ['m'], { rule: 'none_failed', input: { all: output('m') } }),
      ]),
    );
    expect(run.states).toEqual({ m: 'skipped', strict: 'skipped', lenient: 'scheduled' });
    expect(run.inputs.get('lenient')).toEqual({ kind: 'literal', value: { all: [] } });
  });

  test('over something that is no list it fails with a named error', () => {
    const nodes = [task('a'), map('m', output('a'), region([task('m.t')]), { upstream: ['a'] })];
    const run = new TestRun(plan(nodes)).ok('a', { not: 'a list' });
    expect(run.states).toEqual({ a: 'success', m: 'failed' });
    expect(run.reason('m')).toBe(
      'ItemsNotAList: "m" maps over an object with not, expected a list.',
    );
  });

  test('counts downstream as its items: one failure is enough, one_success starts early', () => {
    const nodes = [
      map('m', value([1, 2, 3]), region([task('m.t')], output('m.t'))),
      task('strict', ['m']),
      task('early', ['m'], { rule: 'one_success', input: { all: output('m') } }),
    ];
    const run = new TestRun(plan(nodes));
    expect(run.ok('m[1].t', 'b').starts).toEqual(['early']);
    expect(run.inputs.get('early')).toEqual({
      kind: 'object',
      fields: {
        all: {
          kind: 'list',
          items: [{ kind: 'absent' }, { kind: 'literal', value: 'b' }, { kind: 'absent' }],
        },
      },
    });
    run.fail('m[0].t');
    expect(run.states).toMatchObject({ m: 'running', strict: 'upstream_failed' });
    expect(run.ok('m[2].t').states).toMatchObject({ m: 'upstream_failed' });
  });

  test('is skipped when all its items are, not when some are', () => {
    const nodes = [map('m', value([1, 2]), region([task('m.t')]))];
    const all = new TestRun(plan(nodes)).skip('m[0].t').skip('m[1].t');
    expect(all.states['m']).toBe('skipped');
    const some = new TestRun(plan(nodes)).skip('m[0].t').ok('m[1].t');
    expect(some.states['m']).toBe('success');
  });

  test('maxParallel lets in the next item when one is over, in order', () => {
    const body = region([task('m.a'), task('m.b', ['m.a'])]);
    const run = new TestRun(plan([map('m', value([1, 2, 3, 4]), body, { maxParallel: 2 })]));
    expect(run.starts).toEqual(['m[0].a', 'm[1].a']);
    expect(run.ok('m[1].a').starts).toEqual(['m[1].b']);
    expect(run.ok('m[1].b').starts).toEqual(['m[2].a']);
    expect(run.fail('m[0].a').starts).toEqual(['m[3].a']);
  });

  test('nests: a matrix of results, and inner bodies see the outer item', () => {
    const score = task('fold.c.score', [], { input: { fold: item('fold'), c: item('fold.c') } });
    const inner = map('fold.c', value(['x', 'y']), region([score], output('fold.c.score')));
    const outer = map('fold', value([0, 1]), region([inner], output('fold.c')));
    const run = new TestRun(plan([outer], output('fold')));
    expect(run.starts).toEqual([
      'fold[0].c[0].score',
      'fold[0].c[1].score',
      'fold[1].c[0].score',
      'fold[1].c[1].score',
    ]);
    expect(run.inputs.get('fold[1].c[0].score')).toEqual({
      kind: 'literal',
      value: { fold: 1, c: 'x' },
    });
    for (const path of run.started.toReversed()) run.ok(path, path);
    expect(result(run)).toEqual({
      kind: 'literal',
      value: [
        ['fold[0].c[0].score', 'fold[0].c[1].score'],
        ['fold[1].c[0].score', 'fold[1].c[1].score'],
      ],
    });
  });

  test('its tasks wait for outer tasks that only they need', () => {
    const body = region([task('m.t', ['data'], { input: { data: output('data') } })]);
    const run = new TestRun(plan([task('data'), map('m', value([1, 2]), body)]));
    expect(run.starts).toEqual(['data']);
    expect(run.states['m']).toBe('running');
    expect(run.ok('data', 'rows').starts).toEqual(['m[0].t', 'm[1].t']);
  });

  test('an item is missing when a task its result is made of gave nothing', () => {
    const fields = { model: output('m.a'), score: output('m.b') };
    const body = region([task('m.a'), task('m.b', ['m.a'])], { kind: 'object', fields });
    const run = new TestRun(plan([map('m', value([1, 2]), body)], output('m')));
    run.ok('m[0].a', 'A').ok('m[1].a', 'B').ok('m[0].b', 1).fail('m[1].b');
    expect(result(run)).toEqual({
      kind: 'list',
      items: [{ kind: 'literal', value: { model: 'A', score: 1 } }, { kind: 'absent' }],
    });
  });

  test('a body without tasks passes its items on', () => {
    const run = new TestRun(plan([map('m', value([1, 2]), region([], item('m')))], output('m')));
    expect(run.states).toEqual({ m: 'success' });
    expect(result(run)).toEqual({ kind: 'literal', value: [1, 2] });
  });

  test('a short-circuit that comes late skips what is left of an open map, all items at once', () => {
    const nodes = [
      task('slow'),
      task('quick'),
      shortCircuit('gate', value(false), { upstream: ['slow'] }),
      task('t', ['gate', 'quick'], { rule: 'one_success' }),
      map(
        'm',
        value([1, 2, 3]),
        region([task('m.a'), task('m.b', ['m.a'], { rule: 'all_done' })]),
        {
          upstream: ['t'],
          maxParallel: 1,
        },
      ),
    ];
    const run = new TestRun(plan(nodes)).ok('quick').ok('t');
    expect(run.starts).toEqual(['m[0].a']);
    run.ok('slow');
    expect(run.states).toMatchObject({
      m: 'running',
      'm[0].a': 'scheduled',
      'm[0].b': 'skipped',
      'm[2].a': 'skipped',
    });
    expect(run.ok('m[0].a').finish).toMatchObject({ state: 'success' });
  });

  test('10,000 items: every result belongs to its item, whatever order they end in', () => {
    const count = 10_000;
    const items = Array.from({ length: count }, (_, at) => at);
    const body = region([train('m.t', 'm')], output('m.t'));
    const run = new TestRun(plan([map('m', value(items), body)], output('m')));
    expect(run.starts).toHaveLength(count);
    // 7,919 has no factor in common with 10,000, so this visits every item once, out of order.
    for (const at of items)
      run.ok(`m[${(at * 7_919) % count}].t`, `result ${(at * 7_919) % count}`);
    expect(result(run)).toEqual({ kind: 'literal', value: items.map((at) => `result ${at}`) });
  });
});
