import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Dag } from 'perdure';
import { readPlan, unrunnableWords } from '../../dsl/runtime/index.ts';

const folder = new URL('./', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.dag.ts'));

async function dagsOf(file: string): Promise<readonly Dag<never, unknown>[]> {
  const module = (await import(new URL(file, folder).href)) as { readonly [name: string]: unknown };
  return Object.values(module).filter(
    (value): value is Dag<never, unknown> =>
      typeof value === 'object' && value !== null && 'plan' in value,
  );
}

const dags = (await Promise.all(files.map(dagsOf))).flat();

describe('the dags of control flow', () => {
  test.each(dags.map((dag) => [dag.id, dag] as const))(
    '%s compiles, and can be run',
    (_id, dag) => {
      expect(readPlan(JSON.parse(JSON.stringify(dag.plan)))).toEqual(dag.plan);
      expect(unrunnableWords(dag.plan).filter(({ severity }) => severity === 'fault')).toEqual([]);
    },
  );

  test('are one for each word', () => {
    const text = JSON.stringify(dags.map(({ plan }) => plan.root));
    const kinds = ['branch', 'shortCircuit', 'map', 'repeat', 'withResource', 'sensor', 'childDag'];
    for (const kind of [...kinds, 'waitUntil', 'waitForEvent', 'approval']) {
      expect(text).toContain(`"kind":"${kind}"`);
    }
  });
});
