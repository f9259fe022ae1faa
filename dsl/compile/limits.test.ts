import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chain, dag, map, task, type Ref } from '../index.ts';
import { codesOf } from '../testing/faults-of.ts';

const step = task({
  name: 'step',
  input: z.object({ x: z.number().optional() }),
  output: z.number(),
  run: () => 1,
});
const MANY = 100_000;

describe('a dag of many tasks compiles, without running out of stack', { timeout: 300_000 }, () => {
  test('100,000 side by side', () => {
    const { plan } = dag({ id: 'wide' }, () => {
      for (let i = 0; i < MANY; i += 1) step({ x: i }, { id: `t${i}` });
    });
    expect(plan.root.nodes).toHaveLength(MANY);
  });

  test('10,000 in a chain of data, and in a chain declared backwards', () => {
    const { plan } = dag({ id: 'deep' }, () => {
      let last: Ref<number> | undefined;
      for (let i = 0; i < 10_000; i += 1) {
        last = step(last === undefined ? {} : { x: last }, { id: `t${i}` });
      }
    });
    expect(plan.root.nodes.at(-1)?.upstream).toEqual(['t9998']);
    const backwards = dag({ id: 'back' }, () => {
      const all = Array.from({ length: 10_000 }, (_, i) => step({}, { id: `t${i}` }));
      chain(...all.reverse());
    });
    expect(backwards.plan.root.nodes.at(-1)?.id).toBe('t0');
  });

  test('a cycle of 10,000 is found', () => {
    const codes = codesOf(() =>
      dag({ id: 'cycle' }, () => {
        const all = Array.from({ length: 10_000 }, (_, i) => step({}, { id: `t${i}` }));
        chain(...all, ...all.slice(0, 1));
      }),
    );
    expect(codes).toEqual(['DAG007']);
  });

  test('a map over 100,000 literal items', () => {
    const items = Array.from({ length: MANY }, (_, i) => ({ lr: i, name: 'x'.repeat(10) }));
    const { plan } = dag({ id: 'items' }, () => void map(items, (item) => step({ x: item.lr })));
    expect(plan.root.nodes).toHaveLength(1);
  });

  test('a map over no items, and bodies nested 30 deep', () => {
    const nest = (depth: number): unknown =>
      depth === 0 ? step() : map([1], () => nest(depth - 1) as Ref<number>);
    const { plan } = dag({ id: 'nested' }, () => {
      map([], () => step({}, { id: 'never' }));
      nest(30);
    });
    expect(plan.root.nodes.map(({ id }) => id)).toEqual(['never[]', `step${'[]'.repeat(30)}`]);
  });
});
