import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readPlan, runtimeOf } from '../../dsl/runtime/index.ts';
import type { Dag } from 'perdure';

const folder = new URL('./', import.meta.url);
const files = readdirSync(folder).filter(
  (name) => name.endsWith('.ts') && !name.includes('.test.'),
);

async function dagsOf(file: string): Promise<readonly Dag<never, unknown>[]> {
  // A module of examples exports tasks, schemas and dags.
  const module = (await import(new URL(file, folder).href)) as { readonly [name: string]: unknown };
  return Object.values(module).filter(isDag);
}

function isDag(value: unknown): value is Dag<never, unknown> {
  return typeof value === 'object' && value !== null && 'plan' in value;
}

const found = await Promise.all(files.map(dagsOf));
const dags = [...new Set(found.flat())].sort((one, other) => (one.id < other.id ? -1 : 1));

describe('every example', () => {
  test('compiles to the plan it compiled to before, on every machine', () => {
    const hashes = Object.fromEntries(dags.map(({ id, plan }) => [id, plan.hash]));
    expect(hashes).toMatchSnapshot();
    expect(dags).toHaveLength(14);
  });

  test.each(dags.map((dag) => [dag.id, dag] as const))(
    '%s survives JSON and knows the code of its tasks',
    (_id, dag) => {
      expect(readPlan(JSON.parse(JSON.stringify(dag.plan)))).toEqual(dag.plan);
      expect(runtimeOf(dag).bodies.size).toBeGreaterThan(0);
    },
  );
});
