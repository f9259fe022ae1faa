import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { branch, cron, dag, map, shortCircuit, task } from '../index.ts';
import { codesOf } from '../testing/faults-of.ts';
import { planHash } from './plan-hash.ts';
import { readPlan } from './read-plan.ts';

const make = task({
  name: 'make',
  output: z.object({ ok: z.boolean(), items: z.array(z.number()) }),
  run: () => ({ ok: true, items: [] }),
});
const { plan } = dag(
  { id: 'd', schedule: cron('0 3 * * *'), params: { n: z.number().default(1) } },
  () => {
    const m = make();
    branch(m.ok, { true: () => make({}, { id: 'in' }), false: () => {} });
    map(m.items, () => make({}, { id: 'each', after: shortCircuit(m.ok) }));
  },
);
const copy = (): { [key: string]: unknown } =>
  JSON.parse(JSON.stringify(plan)) as { [key: string]: unknown };

describe('readPlan', () => {
  test('gives back what was compiled', () => {
    expect(readPlan(copy())).toEqual(plan);
  });

  test('refuses the plan of a newer version before it looks at anything else', () => {
    expect(codesOf(() => readPlan({ ...copy(), planVersion: 2, shape: 'unknown' }))).toEqual([
      'DAG092',
    ]);
  });

  test('refuses a plan that was changed', () => {
    expect(codesOf(() => readPlan({ ...copy(), id: 'other' }))).toEqual(['DAG093']);
    expect(codesOf(() => readPlan({ ...copy(), hash: 'x' }))).toEqual(['DAG093']);
  });

  test.each([null, 3, 'plan', [], {}, { planVersion: 1 }, { planVersion: '1' }])(
    'refuses %j, which is no plan',
    (json) => {
      expect(codesOf(() => readPlan(json))).toEqual(['DAG094']);
    },
  );

  test('refuses fields it does not know, since nothing would run them', () => {
    const extended = { ...plan, later: true };
    expect(codesOf(() => readPlan({ ...extended, hash: planHash(extended) }))).toEqual(['DAG094']);
  });
});
