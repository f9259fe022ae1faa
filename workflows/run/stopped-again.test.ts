import { expect, test } from 'vitest';
import type { ResourceNode } from '../../dsl/plan/plan.ts';
import { createRun } from './create-run.ts';
import { plan, region, task, TestRun } from './testing/plan-words.ts';

const resource: ResourceNode = {
  kind: 'withResource',
  id: 'w',
  upstream: [],
  facts: [],
  setup: region([task('up')]),
  body: region([task('a'), task('b')]),
  teardown: region([task('down')]),
  teardownWhen: 'always',
  failRunOnTeardownFailure: false,
};
const facts = {
  dagId: 'demo',
  runId: 'r',
  runType: 'manual',
  isLatest: true,
  logicalDate: '',
  dataInterval: { start: '', end: '' },
} as const;

test('a mark in a run that is being cancelled does not keep a resource from being torn down', () => {
  const run = new TestRun(plan([resource])).ok('up');
  run.step({ type: 'cancel', reason: 'Enough.' });
  run.step({ type: 'mark', selection: { tasks: ['a'] }, state: 'failed', reason: 'Stuck.' });
  run.fail('a').fail('b');
  expect(run.starts).toEqual(['down']);
  expect(run.ok('down').finish).toMatchObject({ state: 'failed' });
});

test('nor does a new execution of the cancelled run', () => {
  const first = new TestRun(plan([resource])).ok('up').ok('a');
  first.step({ type: 'cancel', reason: 'Enough.' });
  const { stopped } = first.reducer;
  const options = { plan: plan([resource]), run: facts, params: {}, events: {} };
  const again = createRun({ ...options, kept: first.reducer.kept(), stopped });
  again.apply([{ type: 'start' }]);
  const { commands } = again.apply([{ type: 'skipped', path: 'b', reason: '' }]);
  expect(commands).toMatchObject([{ type: 'schedule', path: 'down' }]);
});
