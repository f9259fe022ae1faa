import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dag, map, runDag, sensor, task, triggerDag } from '../../dsl/index.ts';
import { testDag } from './index.ts';

const HOUR_MS = 3_600_000;
const double = task({
  name: 'double',
  input: z.object({ n: z.number() }),
  output: z.number(),
  run: ({ n }) => n * 2,
});
const slow = sensor({
  name: 'slow',
  output: z.number(),
  pokeInterval: '1h',
  poke: () => undefined,
});
const child = dag({ id: 'child', params: { n: z.number().max(99) } }, ({ params }) => {
  const waited = slow();
  return double({ n: params.n }, { after: waited });
});
const parent = dag({ id: 'parent' }, () =>
  map([1, 2], (n) => runDag(child, { n }, { id: 'run', retries: 1, retryDelay: '1h' })),
);
const afterTwoHours = (_input: never, _context: unknown, time: { readonly now: number }) =>
  time.now >= 2 * HOUR_MS ? 1 : undefined;

describe('a dag that runs another', () => {
  it('runs it for real in the same virtual time, and tells how it went', async () => {
    const run = await testDag(parent, { dags: [child], mocks: { 'child/slow': afterTwoHours } });
    expect(run).toMatchObject({ state: 'success', result: [2, 4], virtualMs: 2 * HOUR_MS });
    expect(run.children).toMatchObject([
      { dagId: 'child', path: 'run[0]', state: 'success', result: 2 },
      { dagId: 'child', path: 'run[1]', state: 'success', result: 4 },
    ]);
    expect(run.children[0]?.instances.map(({ path }) => path)).toEqual(['slow', 'double']);
    expect(run.waits).toMatchObject([{ path: 'run[0]', state: 'deferred' }, { path: 'run[1]' }]);
  });

  it('takes a mock of the whole child, which gets its params', async () => {
    const run = await testDag(parent, { mocks: { run: ({ n }: { n: number }) => n + 100 } });
    expect(run).toMatchObject({ result: [101, 102], children: [] });
  });

  it('tries again with a run of its own when the child failed', async () => {
    const run = await testDag(parent, {
      dags: [child],
      outcomes: { 'child/double': ['fail', 'fail'] },
      mocks: { 'child/slow': () => 1 },
    });
    expect(run.state).toBe('failed');
    expect(run.virtualMs).toBe(HOUR_MS);
    expect(run.children).toHaveLength(4);
    expect(run.errors[0]).toContain('did not succeed: double');
  });

  it('is told to its callbacks: each try, its retries and its end', async () => {
    const quiet = (): void => undefined;
    const callbacks = { onExecute: quiet, onSuccess: quiet, onFailure: quiet, onRetry: quiet };
    const told = dag({ id: 'told' }, () =>
      runDag(child, { n: 1 }, { id: 'run', retries: 1, retryDelay: '1h', ...callbacks }),
    );
    const kinds = async (outcomes: readonly ('fail' | 'ok')[]): Promise<readonly string[]> => {
      const options = { dags: [child], mocks: { 'child/slow': () => 1 } };
      const run = await testDag(told, { ...options, outcomes: { 'child/double': [...outcomes] } });
      return run.callbacks.map(({ kind, event }) => `${kind} ${event.state} ${event.attempt}`);
    };
    expect(await kinds(['ok'])).toEqual(['execute running 1', 'success success 1']);
    expect(await kinds(['fail', 'fail'])).toEqual([
      ...['execute running 1', 'retry up_for_retry 1'],
      ...['execute running 2', 'failure failed 2'],
    ]);
  });

  it('refuses params the child does not take, without a child', async () => {
    const wrong = dag({ id: 'wrong' }, () => runDag(child, { n: 100 }, { id: 'run' }));
    const run = await testDag(wrong, { dags: [child] });
    expect(run.instances[0]).toMatchObject({ state: 'failed', error: { type: 'ChildRefused' } });
    expect(run.children).toEqual([]);
  });

  it('stops the child with itself, unless it is to be left', async () => {
    const cancel = [{ at: '1h', verb: 'cancel' }] as const;
    const never = { 'child/slow': () => undefined };
    const stopped = await testDag(parent, { dags: [child], mocks: never, interventions: cancel });
    expect(stopped.children).toMatchObject([{ state: 'failed' }, { state: 'failed' }]);
    expect(stopped.virtualMs).toBe(HOUR_MS);
    const left = dag({ id: 'leaves' }, () =>
      runDag(child, { n: 1 }, { id: 'run', cancel: 'leave' }),
    );
    const run = await testDag(left, {
      dags: [child],
      mocks: { 'child/slow': afterTwoHours },
      interventions: cancel,
    });
    expect(run).toMatchObject({ state: 'failed', virtualMs: HOUR_MS });
    expect(run.children).toMatchObject([{ state: 'success', virtualMs: 2 * HOUR_MS }]);
  });

  it('goes on at once when it only starts the other', async () => {
    const starts = dag({ id: 'starts' }, () => triggerDag(child, { n: 1 }));
    const run = await testDag(starts, { dags: [child], mocks: { 'child/slow': afterTwoHours } });
    expect(run).toMatchObject({ state: 'success', virtualMs: 0, result: { dagId: 'child' } });
    expect(run.children).toMatchObject([{ state: 'success', virtualMs: 2 * HOUR_MS }]);
  });

  it('asks for the child it is not given', async () => {
    await expect(testDag(parent)).rejects.toThrow(
      /Give the test that dag in `dags`, or a mock of "run"/,
    );
  });
});
