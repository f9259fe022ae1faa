import { describe, expect, test } from 'vitest';
import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import type { Selection } from '../selection.ts';
import { map, plan, region, task, value } from '../testing/plan-words.ts';
import { selectInstances, type SelectableRow } from './select-instances.ts';

const drawn = plan([
  { ...task('load'), group: 'in.files' },
  map('fold', value([1, 2]), region([task('fold.train'), task('fold.test', ['fold.train'])]), {
    upstream: ['load'],
  }),
  task('report', ['fold']),
]);
const of: CompiledPlan = { ...drawn, groups: [{ id: 'in' }, { id: 'in.files', parent: 'in' }] };
const rows = [
  'load',
  'fold',
  'fold[0].train',
  'fold[0].test',
  'fold[1].train',
  'fold[1].test',
  'report',
].map((path): SelectableRow => ({ path, state: 'success' }));
const select = (selection: Selection, from = rows): readonly string[] =>
  selectInstances(of, from, selection).map(({ path }) => path);

describe('selectInstances', () => {
  test('takes everything a driver starts when nothing is named', () => {
    expect(select({})).toEqual(rows.map(({ path }) => path).filter((path) => path !== 'fold'));
  });

  test('takes all instances of a task, all inside a map, one item, and all of a group', () => {
    expect(select({ tasks: ['fold.test'] })).toEqual(['fold[0].test', 'fold[1].test']);
    expect(select({ tasks: ['fold'] })).toHaveLength(4);
    expect(select({ paths: ['fold[1]'] })).toEqual(['fold[1].train', 'fold[1].test']);
    expect(select({ tasks: ['in'] })).toEqual(['load']);
  });

  test('follows the graph inside an item, out of it, and into it', () => {
    expect(select({ paths: ['fold[1].train'], downstream: true })).toEqual([
      'fold[1].train',
      'fold[1].test',
      'report',
    ]);
    expect(select({ paths: ['fold[1].test'], upstream: true })).toEqual([
      'load',
      'fold[1].train',
      'fold[1].test',
    ]);
    expect(select({ tasks: ['load'], downstream: true })).toHaveLength(6);
  });

  test('leaves out what has not begun, and what a filter does not want', () => {
    const mixed = rows.map((row) =>
      row.path === 'report' ? { ...row, state: 'failed' as const } : row,
    );
    expect(select({ onlyFailed: true }, mixed)).toEqual(['report']);
    expect(select({ onlyRunning: true }, mixed)).toEqual([]);
    const none = rows.map((row) => ({ ...row, state: 'none' as const }));
    expect(select({}, none)).toEqual([]);
  });

  test('knows nothing of rows that the plan has no task for', () => {
    expect(select({}, [{ path: 'gone', state: 'success' }])).toEqual([]);
  });
});
