import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dag, map, task, withResource, repeat, gte, type TaskEvent } from '../../dsl/index.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import { testDag, type DagTest, type TestDagOptions } from './index.ts';

const HOUR_MS = 3_600_000;
const step = task({ name: 'step', output: z.number(), run: (_input, ctx) => ctx.attempt });
const take = task({
  name: 'take',
  input: z.object({ n: z.number() }),
  output: z.number(),
  run: ({ n }) => n,
});

const states = (run: DagTest<unknown>): Record<string, string> =>
  Object.fromEntries(run.instances.map(({ path, state }) => [path, state]));
const instance = (
  run: DagTest<unknown>,
  path: string,
): DagTest<unknown>['instances'][number] | undefined =>
  run.instances.find((each) => each.path === path);

describe('chosen outcomes', () => {
  const two = dag({ id: 'two' }, () => {
    const n = step(undefined, { retries: 2, retryDelay: '1h', retryJitter: 0 });
    const list = map([1, 2, 3], (each) => take({ n: each }, { id: 'score' }));
    take({ n }, { after: list });
  });

  it('end tries in their order, the last one for all that follow', async () => {
    const run = await testDag(two, { outcomes: { step: ['fail', 'ok'] } });
    expect(run.state).toBe('success');
    expect(instance(run, 'step')).toMatchObject({ tries: 2, output: 2 });
    expect(run.virtualMs).toBe(HOUR_MS);
    const failed = await testDag(two, { outcomes: { step: 'fail' } });
    expect(instance(failed, 'step')).toMatchObject({ tries: 3, state: 'failed' });
  });

  it.each([
    ['skip', { state: 'skipped', tries: 1 }],
    ['failForGood', { state: 'failed', tries: 1, error: { type: 'TaskFailedForGood' } }],
    ['timeout', { state: 'failed', tries: 3, error: { type: 'AttemptTimeout' } }],
    ['heartbeatTimeout', { state: 'failed', error: { type: 'HeartbeatTimeout' } }],
    ['queueTimeout', { state: 'failed', error: { type: 'QueueTimeout' } }],
  ] as const)('end a task by %s', async (outcome, expected) => {
    const run = await testDag(two, { outcomes: { step: outcome } });
    expect(instance(run, 'step')).toMatchObject(expected);
  });

  it('are for one instance by its path', async () => {
    const run = await testDag(two, { outcomes: { 'score[1]': 'skip' } });
    expect(states(run)).toMatchObject({
      ...{ 'score[0]': 'success', 'score[1]': 'skipped', 'score[2]': 'success' },
    });
  });

  it('refuse names that are not there', async () => {
    await expect(testDag(two, { outcomes: { 'scores[1]': 'skip' } })).rejects.toThrow(/"scores"/);
  });
});

describe('timeouts', () => {
  it('of all tries together end a task by their name', async () => {
    const slow = dag({ id: 'total' }, () =>
      step(undefined, { retries: 5, retryDelay: '1h', totalTimeout: '90m' }),
    );
    const run = await testDag(slow, { outcomes: { step: 'fail' } });
    expect(instance(run, 'step')).toMatchObject({
      ...{ state: 'failed', error: { type: 'TotalTimeout' }, durationMs: 1.5 * HOUR_MS },
    });
  });

  it('of the run end it, and what had not started is skipped', async () => {
    const long = dag({ id: 'long', timeout: '2h' }, () => {
      const n = step(undefined, { retries: 9, retryDelay: '1h', retryJitter: 0 });
      take({ n });
    });
    const run = await testDag(long, { outcomes: { step: 'fail' } });
    expect(run).toMatchObject({ state: 'failed', virtualMs: 2 * HOUR_MS });
    expect(run.errors.join()).toContain('RunTimeout');
    expect(states(run)).toEqual({ step: 'failed', take: 'skipped' });
  });
});

describe('interventions', () => {
  const chain = dag({ id: 'chain' }, () => {
    const n = step();
    take({ n }, { id: 'last' });
    return n;
  });

  it('clear what failed once the run has finished, and it runs again from there', async () => {
    let broken = true;
    const options: TestDagOptions = {
      mocks: {
        last: () => {
          if (!broken) return 7;
          broken = false;
          throw new Error('broken');
        },
      },
      interventions: [{ at: 'end', verb: 'clear', selection: { onlyFailed: true } }],
    };
    const run = await testDag(chain, options);
    expect(run.state).toBe('success');
    expect(states(run)).toEqual({ step: 'success', last: 'success' });
    expect(instance(run, 'step')?.tries).toBe(1);
    expect(instance(run, 'last')).toMatchObject({ tries: 2, output: 7 });
  });

  it('clear with downstream repeats both', async () => {
    const stores = memoryStores();
    const run = await testDag(chain, {
      stores,
      interventions: [
        { at: 'end', verb: 'clear', selection: { tasks: ['step'], downstream: true } },
      ],
    });
    expect(run.instances).toMatchObject([{ tries: 2 }, { tries: 2 }]);
    const [entry] = await stores.audit.list({ dagId: 'chain' });
    expect(entry).toMatchObject({ action: 'run.clear', by: 'tester' });
  });

  it('mark a task while it waits for its next try, and the run goes on', async () => {
    const slow = dag({ id: 'marked' }, () => {
      const n = step(undefined, { retries: 3, retryDelay: '1d', retryJitter: 0 });
      take({ n: 1 }, { after: n });
    });
    const run = await testDag(slow, {
      outcomes: { step: 'fail' },
      interventions: [{ at: '2h', verb: 'mark', selection: { tasks: ['step'] }, state: 'success' }],
    });
    expect(run).toMatchObject({ state: 'success', virtualMs: 2 * HOUR_MS });
    expect(instance(run, 'step')).toMatchObject({ reason: 'Marked success by tester.' });
  });

  it('cancel at a time: what waits is failed, what had not begun is skipped', async () => {
    const slow = dag({ id: 'cancelled' }, () => {
      const n = step(undefined, { retries: 3, retryDelay: '1d' });
      take({ n });
    });
    const run = await testDag(slow, {
      outcomes: { step: 'fail' },
      interventions: [{ at: '2h', verb: 'cancel' }],
    });
    expect(run).toMatchObject({ state: 'failed', virtualMs: 2 * HOUR_MS });
    expect(states(run)).toEqual({ step: 'failed', take: 'skipped' });
  });

  it('pause and resume: nothing starts in between', async () => {
    const run = await testDag(chain, {
      mocks: { step: (_input, _ctx, time) => (time.pass('1h'), 1) },
      interventions: [
        { at: '30m', verb: 'pause' },
        { at: '5h', verb: 'resume' },
      ],
    });
    expect(run).toMatchObject({ state: 'success', virtualMs: 5 * HOUR_MS });
    expect(instance(run, 'last')?.startedMs).toBe(5 * HOUR_MS);
    const stuck = testDag(chain, {
      mocks: { step: (_input, _ctx, time) => (time.pass('1h'), 1) },
      interventions: [{ at: '30m', verb: 'pause' }],
    });
    await expect(stuck).rejects.toThrow(/"chain" is paused/);
  });

  it('refuse a selection of nothing', async () => {
    const none = testDag(chain, {
      interventions: [{ at: 'end', verb: 'clear', selection: { onlyFailed: true } }],
    });
    await expect(none).rejects.toThrow(/selects no task instance/);
  });
});

describe('words that hold others', () => {
  it('repeat until the condition holds', async () => {
    const loop = dag({ id: 'loop' }, () =>
      repeat(
        {
          state: z.object({ n: z.number() }),
          initial: { n: 1 },
          until: (state) => gte(state.n, 8),
          maxIterations: 10,
        },
        (state) => ({ n: take({ n: state.n }) }),
      ),
    );
    const run = await testDag(loop, { mocks: { take: ({ n }: { n: number }) => n * 2 } });
    expect(run).toMatchObject({ state: 'success', result: { n: 8 } });
    expect(states(run)).toMatchObject({ 'take[0]': 'success', 'take[2]': 'success' });
    const never = await testDag(loop, { mocks: { take: () => 1 } });
    expect(never.errors.join()).toContain('LoopNotConverged');
  });

  it('tear down after a failure and after a cancel, if the setup succeeded', async () => {
    const resource = dag({ id: 'resource' }, () =>
      withResource(
        {
          setup: () => step(undefined, { id: 'setup' }),
          teardown: (n) => void take({ n }, { id: 'teardown' }),
        },
        (n) => take({ n }, { id: 'work', retries: 1, retryDelay: '1d' }),
      ),
    );
    const failed = await testDag(resource, { outcomes: { work: 'failForGood' } });
    expect(states(failed)).toMatchObject({ work: 'failed', teardown: 'success' });
    const cancelled = await testDag(resource, {
      outcomes: { work: 'fail' },
      interventions: [{ at: '1h', verb: 'cancel' }],
    });
    expect(states(cancelled)).toMatchObject({ work: 'failed', teardown: 'success' });
    const unset = await testDag(resource, { outcomes: { setup: 'failForGood' } });
    expect(states(unset)['teardown']).not.toBe('success');
  });

  it('keep to the limits of the dag: fail fast, and so many tasks at once', async () => {
    const wide = (settings: { failFast?: boolean; maxActiveTasks?: number }) =>
      dag({ id: 'wide', ...settings }, () => void map([0, 1, 2, 3], (n) => take({ n })));
    const hour = {
      take: (_input: never, _ctx: unknown, time: { pass(d: '1h'): void }) => (time.pass('1h'), 1),
    };
    expect((await testDag(wide({ maxActiveTasks: 2 }), { mocks: hour })).virtualMs).toBe(
      2 * HOUR_MS,
    );
    const fast = await testDag(wide({ failFast: true, maxActiveTasks: 1 }), {
      outcomes: { 'take[1]': 'fail' },
    });
    expect(states(fast)).toMatchObject({
      ...{ 'take[0]': 'success', 'take[1]': 'failed', 'take[2]': 'skipped' },
    });
  });
});

describe('what happens beside a task', () => {
  it('is a callback, really called, and noted with what it threw', async () => {
    const heard: TaskEvent[] = [];
    const loud = task({
      name: 'loud',
      retries: 1,
      retryDelay: '1h',
      retryJitter: 0,
      onRetry: (event) => void heard.push(event),
      onSuccess: () => {
        throw new Error('deaf');
      },
      run: () => undefined,
    });
    const told = dag({ id: 'told', onSuccess: (event) => void heard.push(event) }, () => loud());
    const run = await testDag(told, { outcomes: { loud: ['fail', 'ok'] } });
    expect(run.state).toBe('success');
    expect(run.callbacks).toMatchObject([
      { kind: 'retry', path: 'loud', at: 0 },
      { kind: 'success', path: 'loud', at: HOUR_MS, error: 'deaf' },
      { kind: 'success', path: '', dagId: 'told', at: HOUR_MS },
    ]);
    expect(heard).toMatchObject([{ state: 'up_for_retry', attempt: 1 }, { state: 'success' }]);
  });

  it('is an output that is reused, in this run and in the next', async () => {
    let runs = 0;
    const dear = task({
      name: 'dear',
      input: z.object({ x: z.number() }),
      output: z.number(),
      cache: true,
      run: ({ x }) => ((runs += 1), x * 2),
    });
    const cached = dag({ id: 'cached' }, () => map([1, 1, 2], (x) => dear({ x })));
    const stores = memoryStores();
    const first = await testDag(cached, { stores, logicalDate: '2026-01-01T00:00:00Z' });
    expect(first.result).toEqual([2, 2, 4]);
    expect(runs).toBe(2);
    const second = await testDag(cached, { stores, logicalDate: '2026-01-02T00:00:00Z' });
    expect(second.result).toEqual([2, 2, 4]);
    expect(runs).toBe(2);
    expect(second.instances.filter(({ reason }) => reason?.startsWith('cached from'))).toHaveLength(
      3,
    );
  });

  it('is a task of the engine itself, which a test sees as any other', async () => {
    const local = dag({ id: 'local' }, () => take({ n: 3 }, { local: true }));
    expect(await testDag(local)).toMatchObject({ state: 'success', result: 3 });
  });
});
