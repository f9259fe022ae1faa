import fc from 'fast-check';
import type { Feature, NodeRecipe } from './node-recipe.ts';
import type { PlanRecipe } from './random-plan.ts';

/** A random dag run in small numbers: the plan, and what happens while it runs. */
export interface RandomCase extends PlanRecipe {
  readonly script: readonly number[];
}

const number = fc.nat({ max: 99 });

function region(
  depth: number,
  minLength: number,
  maxLength: number,
): fc.Arbitrary<readonly NodeRecipe[]> {
  const numbers = {
    up: fc.array(number, { maxLength: 3 }),
    size: fc.nat({ max: 25 }),
    how: number,
    returns: number,
  };
  const plain = fc.record({
    ...numbers,
    kind: fc.constantFrom(0, 0, 0, 0, 9),
    inner: fc.constant([]),
  });
  if (depth === 0) return fc.array(plain, { minLength, maxLength, size: 'max' });
  const container = fc.record({
    ...numbers,
    kind: fc.constantFrom(6, 7, 8, 10, 11, 11),
    inner: fc.array(region(depth - 1, 0, 3), { minLength: 3, maxLength: 3, size: 'max' }),
  });
  const node = fc.oneof({ weight: 2, arbitrary: plain }, { weight: 1, arbitrary: container });
  return fc.array(node, { minLength, maxLength, size: 'max' });
}

export function randomCase(features: readonly Feature[]): fc.Arbitrary<RandomCase> {
  return fc.record({
    nodes: region(2, 1, 10),
    returns: number,
    limits: number,
    features: fc.subarray([...features]),
    script: fc.array(number, { maxLength: 80, size: 'max' }),
  });
}
