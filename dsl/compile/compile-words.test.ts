import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  and,
  approval,
  asset,
  branch,
  dag,
  event,
  gte,
  length,
  lt,
  map,
  repeat,
  runDag,
  sensor,
  shift,
  task,
  template,
  triggerDag,
  waitForEvent,
  waitUntil,
  withResource,
  type Plan,
} from '../index.ts';
import { regionsOfNode } from '../plan/node-regions.ts';
import type { PlanNode, Region } from '../plan/plan.ts';
import { runtimeOf } from '../runtime/index.ts';
import { readPlan } from './read-plan.ts';

const Model = z.object({ uri: z.string(), accuracy: z.number(), tags: z.array(z.string()) });
const train = task({
  name: 'train',
  input: z.object({ lr: z.number(), on: z.string().optional() }),
  output: Model,
  run: () => ({ uri: '', accuracy: 1, tags: [] }),
});
const tell = task({
  name: 'tell',
  input: z.object({ text: z.string().optional() }),
  run: () => {},
});
const ready = sensor({
  name: 'ready',
  input: z.object({ path: z.string() }),
  output: z.object({ bytes: z.number() }),
  pokeInterval: '5s',
  softFail: true,
  poke: () => undefined,
});

/** Compiles a body, and proves that what came out is read back as it was written. */
function planOf(body: Parameters<typeof dag<{}, {}, void>>[1]): Plan {
  const { plan } = dag({ id: 'd' }, body);
  expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  return plan;
}

function nodesOf(region: Region): readonly PlanNode[] {
  return region.nodes.flatMap((node) => [
    node,
    ...regionsOfNode(node).flatMap(({ region: inner }) => nodesOf(inner)),
  ]);
}

function find(plan: Plan, id: string): PlanNode {
  const node = nodesOf(plan.root).find((each) => each.id === id);
  if (node === undefined) throw new Error(`no "${id}"`);
  return node;
}

const factsOf = (plan: Plan, id: string): readonly string[] =>
  find(plan, id).facts.map(({ path, want }) => `${want}:${path.join('.')}`);

describe('a sensor compiles to its node', () => {
  test('with how it asks: of the call, else of the definition, else of the engine', () => {
    const plan = planOf(() => {
      ready({ path: 'a' });
      ready({ path: 'b' }, { id: 'often', pokeInterval: '1s', exponentialBackoff: true });
      ready({ path: 'c' }, { id: 'long', pokeInterval: '2h', softFail: false, timeout: '1h' });
    });
    const pokes = plan.root.nodes.map((node) => (node.kind === 'sensor' ? node.poke : undefined));
    const engine = { exponential: false, maxIntervalMs: 3_600_000, timeoutMs: 300_000 };
    expect(pokes).toEqual([
      { ...engine, intervalMs: 5_000, softFail: true },
      { ...engine, intervalMs: 1_000, softFail: true, exponential: true },
      { ...engine, intervalMs: 7_200_000, maxIntervalMs: 7_200_000, softFail: false },
    ]);
    expect(plan.definitions).toHaveLength(1);
  });

  test("waits seven days by default, as Airflow's do; its timeout is that of the whole wait", () => {
    const plan = planOf(() => {
      ready({ path: 'a' });
      ready({ path: 'c' }, { id: 'short', timeout: '1h' });
    });
    const limits = plan.root.nodes.map((node) => 'options' in node && node.options.timeoutMs);
    expect(limits).toEqual([604_800_000, 3_600_000]);
  });

  test('has a body of kind sensor, and its output is wired like that of a task', () => {
    const d = dag({ id: 'd' }, () => {
      const file = ready({ path: 'a' });
      branch(gte(file.bytes, 1), { true: () => void tell({}), false: () => {} });
    });
    expect(runtimeOf(d).bodies.get('ready')?.kind).toBe('sensor');
    expect(runtimeOf(d).bodies.get('tell')?.kind).toBe('task');
    expect(factsOf(d.plan, 'ready')).toEqual(['value:bytes']);
  });
});

describe('a loop compiles to its node', () => {
  const State = z.object({
    lr: z.number().default(0.1),
    accuracy: z.number(),
    best: z.string().optional(),
  });
  const loop = (id?: string): Plan =>
    planOf(() => {
      const found = repeat(
        {
          state: State,
          initial: { accuracy: 0 },
          until: (s) => gte(s.accuracy, 0.9),
          maxIterations: 5,
          atCap: 'accept',
        },
        (s, i) => {
          const model = train({ lr: s.lr, on: template`${i}` });
          return { lr: s.lr, accuracy: model.accuracy, best: model.uri };
        },
        id === undefined ? {} : { id },
      );
      tell({ text: found.best });
    });

  test('with its condition as an expression, its state filled up with defaults', () => {
    const node = find(loop('tune'), 'tune');
    if (node.kind !== 'repeat') throw new Error(node.kind);
    const lr = { kind: 'literal', value: 0.1 };
    expect(node.initial).toEqual({
      kind: 'object',
      fields: { accuracy: { kind: 'literal', value: 0 }, lr },
    });
    expect(node.until).toEqual({
      ...{ kind: 'call', operator: 'gte', path: [] },
      args: [
        { kind: 'state', repeat: 'tune', path: ['accuracy'] },
        { kind: 'literal', value: 0.9 },
      ],
    });
    expect(node).toMatchObject({ maxIterations: 5, atCap: 'accept', named: true });
    expect(node.body.nodes.map(({ id }) => id)).toEqual(['tune.train']);
    expect(node.body.result).toMatchObject({ kind: 'object' });
  });

  test('without an id it is called like the word, and leaves the ids inside alone', () => {
    const plan = loop();
    expect(find(plan, 'repeat')).toMatchObject({ named: false });
    expect(find(plan, 'tell').upstream).toEqual(['repeat']);
    expect(find(plan, 'train')).toBeDefined();
  });

  test('what its condition reads must travel: of the first state, and of what the body returns', () => {
    const plan = planOf(() => {
      const first = train({ lr: 1 }, { id: 'first' });
      repeat(
        {
          state: z.object({ model: Model, tries: z.number() }),
          initial: { model: first, tries: 0 },
          until: (s) => and(gte(s.model.accuracy, 0.9), gte(length(s.model.tags), 1)),
          maxIterations: 3,
        },
        (s) => ({ model: train({ lr: s.tries }, { id: 'next' }), tries: 1 }),
      );
    });
    const read = ['value:accuracy', 'length:tags'];
    expect(factsOf(plan, 'first')).toEqual(read);
    expect(factsOf(plan, 'next')).toEqual(read);
  });

  test('a map over the state needs the length; a state handed on whole ends the search', () => {
    const Deep: z.ZodType<{ list: string[] }> = z.object({ list: z.array(z.string()) });
    const plan = planOf(() => {
      const first = train({ lr: 1 }, { id: 'first' });
      repeat(
        {
          state: Deep,
          initial: { list: first.tags },
          until: (s) => gte(length(s.list), 3),
          maxIterations: 3,
        },
        (s) => {
          map(s.list, (on) => train({ lr: 1, on }, { id: 'each' }));
          return s;
        },
      );
    });
    expect(factsOf(plan, 'first')).toEqual(['length:tags']);
  });

  test('waits for what its condition reads outside, and what reads its result waits for it', () => {
    const plan = planOf(() => {
      const limit = train({ lr: 1 }, { id: 'limit' });
      const found = repeat(
        {
          state: z.object({ a: z.number() }),
          initial: { a: 0 },
          until: (s) => lt(limit.accuracy, s.a),
          maxIterations: 3,
        },
        (s) => ({ a: train({ lr: s.a }).accuracy }),
      );
      branch(gte(found.a, 1), { true: () => {}, false: () => {} });
    });
    expect(find(plan, 'repeat').upstream).toEqual(['limit']);
    expect(find(plan, 'branch').upstream).toEqual(['repeat']);
    expect(factsOf(plan, 'limit')).toEqual(['value:accuracy']);
    expect(factsOf(plan, 'train')).toEqual(['value:accuracy']);
  });
});

describe('a resource compiles to its node', () => {
  test('with three regions, and facts of its setup where control flow reads the resource', () => {
    const plan = planOf(() => {
      const before = train({ lr: 1 }, { id: 'before' });
      const made = withResource(
        {
          setup: () => train({ lr: 2 }, { id: 'start' }),
          teardown: (r) => void tell({ text: r.uri }, { id: 'stop' }),
          teardownWhen: 'failure',
          failRunOnTeardownFailure: true,
        },
        (r) => {
          map(r.tags, (on) => train({ lr: before.accuracy, on }, { id: 'work' }));
          return { uri: r.uri };
        },
        { id: 'cluster' },
      );
      tell({ text: made.uri }, { id: 'after' });
    });
    const node = find(plan, 'cluster');
    if (node.kind !== 'withResource') throw new Error(node.kind);
    const ids = [node.setup, node.body, node.teardown].map((region) =>
      region.nodes.map(({ id }) => id),
    );
    expect(ids).toEqual([['cluster.start'], ['cluster.work[]'], ['cluster.stop']]);
    expect(node).toMatchObject({ teardownWhen: 'failure', failRunOnTeardownFailure: true });
    expect(node.body.result).toEqual({
      kind: 'object',
      fields: { uri: { kind: 'resource', resource: 'cluster', path: ['uri'] } },
    });
    expect(factsOf(plan, 'cluster.start')).toEqual(['length:tags']);
    expect(find(plan, 'after').upstream).toEqual(['cluster']);
    expect(find(plan, 'cluster.work').upstream).toEqual(['before']);
  });

  test('is torn down always, and fails no run, unless told', () => {
    const plan = planOf(() => {
      withResource({ setup: () => train({ lr: 1 }), teardown: () => {} }, () => void tell());
    });
    expect(find(plan, 'withResource')).toMatchObject({
      ...{ teardownWhen: 'always', failRunOnTeardownFailure: false },
    });
  });
});

describe('waits and children compile to their nodes', () => {
  const child = dag({ id: 'child', params: { n: z.number() } }, ({ params }) =>
    train({ lr: params.n }),
  );
  const labelled = event({ name: 'labelled', payload: z.object({ batch: z.string() }) });
  const lake = asset({ name: 'lake', uri: 's3://l', payload: Model });

  test('with the inputs the engine acts on as values', () => {
    const d = dag({ id: 'd', defaults: { retries: 3 } }, ({ run }) => {
      const m = train({ lr: 1 });
      const result = runDag(child, { n: m.accuracy }, { cancel: 'leave', onFailure: () => {} });
      triggerDag(child, { n: 1 }, { id: 'again', triggerRule: 'all_done', retries: 0 });
      waitUntil(shift(run.logicalDate, '1h'));
      waitForEvent(labelled, { where: { batch: m.uri }, timeout: '1d', softFail: true });
      waitForEvent(lake, { id: 'news' });
      approval({
        subject: template`${result.uri}`,
        form: z.object({ n: z.number() }),
        approvers: 2,
      });
    });
    const { plan } = d;
    expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(find(plan, 'child')).toMatchObject({
      ...{ kind: 'childDag', dagId: 'child', wait: true, cancel: 'leave' },
      options: { retries: 3, timeoutMs: 315_360_000_000, callbacks: ['failure'] },
    });
    expect(find(plan, 'again')).toMatchObject({
      ...{ kind: 'childDag', wait: false, triggerRule: 'all_done', options: { retries: 0 } },
    });
    expect(find(plan, 'labelled')).toMatchObject({
      ...{ kind: 'waitForEvent', source: 'labelled', sourceKind: 'event', softFail: true },
      timeoutMs: 86_400_000,
    });
    expect(find(plan, 'news')).toMatchObject({ source: 'lake', sourceKind: 'asset' });
    expect(find(plan, 'news')).not.toHaveProperty('timeoutMs');
    expect(find(plan, 'approval')).toMatchObject({
      ...{ approvers: 2, assignees: [], onTimeout: 'fail', form: { required: ['n'] } },
    });
    const fields = ['waitUntil', 'labelled', 'approval'].map((id) => {
      const node = find(plan, id);
      return 'input' in node && node.input.kind === 'object' ? Object.keys(node.input.fields) : [];
    });
    expect(fields).toEqual([['time'], ['where'], ['subject', 'detail']]);
    expect(factsOf(plan, 'train')).toEqual(['value:accuracy', 'value:uri']);
    expect(factsOf(plan, 'child')).toEqual(['value:uri']);
    expect([...runtimeOf(d).callbacks.keys()]).toEqual(['', 'child']);
  });

  test("a group's defaults hold for what a child run says nothing about", () => {
    const plan = planOf(() => {
      const m = train({ lr: 1 });
      waitUntil('2026-01-01T00:00:00Z', { after: m });
    });
    expect(find(plan, 'waitUntil').upstream).toEqual(['train']);
  });
});

describe('named outputs', () => {
  const fit = task({
    name: 'fit',
    output: z.object({ weights: z.array(z.number()), report: z.object({ good: z.boolean() }) }),
    run: () => ({ weights: [], report: { good: true } }),
  });
  const use = task({
    name: 'use',
    input: z.object({ weights: z.array(z.number()) }),
    run: () => {},
  });

  test('what control flow reads is a fact; the large output beside it stays in the store', () => {
    const plan = planOf(() => {
      const { weights, report } = fit();
      branch(report.good, { true: () => void use({ weights }), false: () => {} });
    });
    expect(factsOf(plan, 'fit')).toEqual(['value:report.good']);
  });
});
