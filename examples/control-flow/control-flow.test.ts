import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Dag } from 'perdure';
import { testDag } from 'perdure/testing';
import { readPlan, unrunnableWords } from '../../dsl/runtime/index.ts';
import { asking } from './asking.dag.ts';
import { branching } from './branching.dag.ts';
import { caching } from './caching.dag.ts';
import { children, part, tail } from './children.dag.ts';
import { failing } from './failing.dag.ts';
import { loop } from './loop.dag.ts';
import { resource } from './resource.dag.ts';
import { sensing } from './sensing.dag.ts';
import { waiting } from './waiting.dag.ts';

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

type Tested = Awaited<ReturnType<typeof testDag>>;

/** `path state` of every instance that did not just succeed. */
function unusual({ instances }: Tested): readonly string[] {
  return instances
    .filter(({ state }) => state !== 'success')
    .map(({ path, state }) => `${path} ${state}`);
}

describe('run in virtual time', () => {
  test('branching runs the chosen reports and skips the third', async () => {
    const run = await testDag(branching);
    expect(run.result).toBe('in memory: mean 2, max 3');
    expect(unusual(run)).toEqual(['histogram skipped']);
    const nothing = await testDag(branching, { params: { values: [] } });
    expect(nothing.state).toBe('success');
    expect(unusual(nothing)).toContain('publish skipped');
  });

  test('loop finds the root, and fails at its cap where there is none', async () => {
    const run = await testDag(loop, { params: { of: 9 } });
    expect(run.result).toBeCloseTo(3);
    const steps = run.instances.filter(({ taskId }) => taskId === 'root.newton');
    expect(steps.map(({ path }) => path)).toEqual(
      steps.map((_step, index) => `root[${index}].newton`),
    );
    const never = await testDag(loop, {
      mocks: { 'root.newton': () => ({ guess: 1, error: 1, steps: 0 }) },
    });
    expect(never.state).toBe('failed');
  });

  test('sensing sees the file that the other task wrote', async () => {
    const run = await testDag(sensing);
    expect(run.result).toEqual({ bytes: 19 });
  });

  test('waiting goes on without the event after an hour', async () => {
    const run = await testDag(waiting);
    expect(unusual(run)).toEqual(['control_flow.labelled skipped']);
    expect(run.virtualMs).toBe(3_602_000);
  });

  test('asking is rejected after three days', async () => {
    const run = await testDag(asking);
    expect(run.result).toBe('The old model stays.');
    expect(run.virtualMs).toBe(3 * 86_400_000);
  });

  test('children give their results to their parent', async () => {
    const run = await testDag(children, { dags: [part, tail] });
    expect(run.result).toBe(14);
    expect(unusual(run)).toEqual([]);
  });

  test('resource keeps what went well, and undoes what did not', async () => {
    const well = await testDag(resource);
    expect(well.result).toBe(20);
    expect(unusual(well)).toEqual(['workspace.reservation.release skipped']);
    const over = await testDag(resource, { params: { amount: 200 } });
    expect(over.state).toBe('failed');
    const state = (path: string): string | undefined =>
      over.instances.find((instance) => instance.path === path)?.state;
    expect(state('workspace.reservation.release')).toBe('success');
    expect(state('workspace.close')).toBe('success');
  });

  test('failing tries again by rule, and counts the pages it got', async () => {
    const run = await testDag(failing);
    expect(run.result).toBe(3);
    expect(unusual(run)).toEqual(['fetch_page[0] skipped']);
    expect(run.instances.find(({ path }) => path === 'fetch_page[3]')?.tries).toBe(3);
  });

  test('caching reads the small output for its branch', async () => {
    expect((await testDag(caching)).result).toBeGreaterThan(90);
    expect((await testDag(caching, { params: { text: '' } })).result).toBe(0);
  });
});
