import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { PlanCache } from '../../../dsl/plan/plan-task-options.ts';
import { memoryStores } from '../../../stores/open-stores.ts';
import type { BoundExpression, TaskCall } from '../../../workflows/protocol/index.ts';
import { bodyOf, callOf, failureOf, labOf, RUN, type Lab } from '../testing/task-fixture.ts';

const CACHE: PlanCache = { scope: 'dag', salt: '', codeVersion: 'c'.repeat(64) };

function lab(body: (input: Record<string, unknown>) => unknown = (input) => input): Lab & {
  readonly runs: () => number;
  again(more?: NodeJS.ProcessEnv): Lab;
} {
  let runs = 0;
  const stores = memoryStores();
  const counted = bodyOf((input) => {
    runs += 1;
    return body(input);
  });
  const make = (env: NodeJS.ProcessEnv = {}): Lab => labOf(counted, { stores, env });
  return { ...make(), runs: () => runs, again: make };
}

const literal = (value: unknown): BoundExpression => ({ kind: 'literal', value: value as never });

/** The same task in a run of its own, or as told. */
function ask(
  runId: string,
  more: Partial<TaskCall> = {},
  cache: Partial<PlanCache> = {},
): TaskCall {
  const call = callOf({ options: { cache: { ...CACHE, ...cache } }, input: literal({ rate: 1 }) });
  return { ...call, run: { ...RUN, runId }, ...more };
}

describe('a task whose output is kept for others', () => {
  it('runs once for two runs with one input, and says where its output is from', async () => {
    const one = lab();
    await one.attempt(ask('a'));
    await expect(one.attempt(ask('b'))).resolves.toMatchObject({
      kind: 'success',
      output: { value: { rate: 1 } },
    });
    expect(one.runs()).toBe(1);
    const key = { dagId: RUN.dagId, runId: 'b', path: 'work' };
    expect(await one.stores.runs.getInstance(key)).toMatchObject({
      state: 'success',
      reason: 'cached from lab/a work',
    });
  });

  it.each([
    ['another input', ask('b', { input: literal({ rate: 2 }) })],
    ['another salt', ask('b', {}, { salt: '2' })],
    ['another version of its code', ask('b', {}, { codeVersion: 'd'.repeat(64) })],
    ['another dag', ask('b', { run: { ...RUN, dagId: 'other' } })],
    ['other facts to bring', ask('b', { facts: [{ path: ['rate'], want: 'value' }] })],
  ])('runs again for %s', async (_what, call) => {
    const one = lab();
    await one.attempt(ask('a'));
    await one.attempt(call);
    expect(one.runs()).toBe(2);
  });

  it('is shared by all dags, or by one run alone, as its scope says', async () => {
    const one = lab();
    const dagOf = (dagId: string): Partial<TaskCall> => ({ run: { ...RUN, dagId } });
    await one.attempt(ask('a', dagOf('one'), { scope: 'global' }));
    await one.attempt(ask('b', dagOf('two'), { scope: 'global' }));
    expect(one.runs()).toBe(1);
    await one.attempt(ask('a', {}, { scope: 'run' }));
    await one.attempt(ask('a', { path: 'again' }, { scope: 'run' }));
    await one.attempt(ask('b', {}, { scope: 'run' }));
    expect(one.runs()).toBe(3);
  });

  it('has one key for an input however it is put together', async () => {
    const one = lab();
    await one.attempt(ask('a'));
    const parts: BoundExpression = {
      kind: 'object',
      fields: {
        rate: { kind: 'call', operator: 'at', args: [literal([1]), literal(0)], path: [] },
        none: { kind: 'absent' },
      },
    };
    await one.attempt(ask('b', { input: parts }));
    expect(one.runs()).toBe(1);
  });

  it('knows large inputs by their hash, and reads none of them for a hit', async () => {
    const one = lab(() => 1);
    const input: BoundExpression = {
      kind: 'object',
      fields: { data: { kind: 'blob', blob: { sha256: 'e'.repeat(64), size: 70_000 }, path: [] } },
    };
    const body = (runId: string): Promise<unknown> => one.attempt(ask(runId, { input }));
    // Nothing lies under that hash: a body fails on it, and a key is made all the same.
    expect(await failureOf(body('a'))).toMatchObject({ type: 'TamperedObject' });
    expect(one.runs()).toBe(0);
  });

  it('runs exactly one body when eight ask at once', async () => {
    const one = lab(async (input) => {
      await sleep(60);
      return input;
    });
    const labs = Array.from({ length: 8 }, () => one.again());
    const reports = await Promise.all(labs.map((each, at) => each.attempt(ask(`r${at}`))));
    expect(one.runs()).toBe(1);
    expect(reports.map((report) => report.kind)).toEqual(
      Array.from({ length: 8 }, () => 'success'),
    );
  });

  it('lets the next one in when it fails', async () => {
    let runs = 0;
    const one = lab(async () => {
      await sleep(20);
      if (++runs === 1) throw new Error('first');
      return runs;
    });
    const [first, second] = await Promise.allSettled([
      one.attempt(ask('a')),
      one.again().attempt(ask('b')),
    ]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    expect(runs).toBe(2);
  });

  it('is made again when its object is gone', async () => {
    const one = lab(() => 'x'.repeat(80_000));
    await one.attempt(ask('a'));
    for (const { key } of await one.stores.objects.list('values/'))
      await one.stores.objects.delete(key);
    await expect(one.attempt(ask('b'))).resolves.toMatchObject({ output: { kind: 'blob' } });
    expect(one.runs()).toBe(2);
    await one.attempt(ask('c'));
    expect(one.runs()).toBe(2);
  });

  it('is made again when its time is over, and where a worker is told so', async () => {
    const one = lab();
    await one.attempt(ask('a', {}, { ttlMs: 1 }));
    await sleep(5);
    await one.attempt(ask('b', {}, { ttlMs: 1_000_000 }));
    await one.again({ PERDURE_CACHE: 'off' }).attempt(ask('c'));
    await one.again({ PERDURE_CACHE: 'refresh' }).attempt(ask('d'));
    expect(one.runs()).toBe(4);
    await one.again({ PERDURE_CACHE: 'refresh' }).attempt(ask('d', { path: 'more' }));
    expect(one.runs()).toBe(4);
  });
});
