import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  branch,
  coalesce,
  cross,
  dag,
  group,
  gte,
  length,
  map,
  shortCircuit,
  task,
  template,
} from '../../dsl/index.ts';
import { memoryStores } from '../../stores/memory-stores.ts';
import { ParamsError, testDag } from './index.ts';

const Data = z.object({ path: z.string(), rows: z.number() });
const ingest = task({
  name: 'ingest',
  input: z.object({ url: z.string() }),
  output: Data,
  run: ({ url }, ctx) => {
    ctx.log.info('Ingesting', { url });
    return { path: `/data/${url}`, rows: 3 };
  },
});
const train = task({
  name: 'train',
  queue: 'gpu',
  input: z.object({ data: Data, lr: z.number() }),
  output: z.object({ lr: z.number(), accuracy: z.number() }),
  run: ({ lr }) => ({ lr, accuracy: 1 - lr }),
});
const pick = task({
  name: 'pick',
  input: z.object({
    models: z.array(z.object({ lr: z.number(), accuracy: z.number() })),
    least: z.number(),
  }),
  output: z.object({ verdict: z.enum(['promote', 'reject']), best: z.number() }),
  run: ({ models, least }) => {
    const best = Math.max(...models.map(({ accuracy }) => accuracy));
    return { verdict: best >= least ? ('promote' as const) : ('reject' as const), best };
  },
});
const say = task({
  name: 'say',
  input: z.object({ text: z.string() }),
  output: z.object({ said: z.string() }),
  run: ({ text }) => ({ said: text }),
});

const lifecycle = dag(
  { id: 'lifecycle', params: { url: z.string(), least: z.number().default(0.5) } },
  ({ params }) => {
    const data = ingest({ url: params.url });
    const models = map([0.1, 0.9], (lr) => train({ data, lr }));
    const gate = pick({ models, least: params.least });
    return branch(gate.verdict, {
      promote: () => say({ text: template`Best ${gate.best} of ${params.url}.` }, { id: 'deploy' }),
      reject: () => say({ text: 'no' }, { id: 'notify' }),
    });
  },
);

const states = (run: Awaited<ReturnType<typeof testDag>>): Record<string, string> =>
  Object.fromEntries(run.instances.map(({ path, state }) => [path, state]));

describe('a tested dag', () => {
  it('runs through map and branch and gives states, outputs, logs and the result', async () => {
    const run = await testDag(lifecycle, { params: { url: 'a.csv' } });
    expect(run.state).toBe('success');
    expect(run.result).toEqual({ said: 'Best 0.9 of a.csv.' });
    expect(states(run)).toMatchObject({
      ingest: 'success',
      'train[0]': 'success',
      'train[1]': 'success',
      pick: 'success',
      deploy: 'success',
      notify: 'skipped',
    });
    expect(run.instances.find(({ path }) => path === 'train[1]')).toMatchObject({
      taskId: 'train',
      tries: 1,
      output: { lr: 0.9 },
    });
    expect(run.logs).toEqual([
      { path: 'ingest', attempt: 1, level: 'info', message: 'Ingesting', data: { url: 'a.csv' } },
    ]);
  });

  it('types params and result from the dag', async () => {
    // @ts-expect-error -- url is required
    await expect(testDag(lifecycle)).rejects.toThrow(ParamsError);
    const run = await testDag(lifecycle, { params: { url: 'a', least: 2 } });
    const said: string | undefined = run.result?.said;
    expect(said).toBe('no');
  });

  it('refuses params that do not fit, with every issue, and runs nothing', async () => {
    const params = { url: 1, least: 'x' } as never;
    await expect(testDag(lifecycle, { params })).rejects.toThrow(
      /params do not fit dag "lifecycle": url: .*; least: /,
    );
  });

  it('puts a mock in place of a task, between the same schemas', async () => {
    const mocks = { pick: () => ({ verdict: 'reject', best: 0.25 }) };
    const run = await testDag(lifecycle, { params: { url: 'a' }, mocks });
    expect(states(run)).toMatchObject({ deploy: 'skipped', notify: 'success' });
    const wrong = await testDag(lifecycle, {
      params: { url: 'a' },
      mocks: { pick: () => ({ verdict: 'maybe', best: 1 }) },
    });
    const failed = wrong.instances.find(({ path }) => path === 'pick');
    expect(failed).toMatchObject({ state: 'failed', tries: 1, error: { type: 'InvalidOutput' } });
    expect(failed?.error?.message).toContain('verdict');
  });

  it('refuses a mock for a task that is not there', async () => {
    await expect(
      testDag(lifecycle, { params: { url: 'a' }, mocks: { trian: () => 1 } }),
    ).rejects.toThrow('no task "trian" to mock. There are: "ingest", "train"');
  });

  it('gives the logical date to tasks', async () => {
    const dated = dag({ id: 'dated' }, ({ run }) => say({ text: run.logicalDate }));
    const run = await testDag(dated, { logicalDate: '2026-01-31' });
    expect(run.result).toEqual({ said: '2026-01-31T00:00:00.000Z' });
    await expect(testDag(dated, { logicalDate: 'tomorrow' })).rejects.toThrow('"tomorrow" is not');
  });

  it('tells of states as they come', async () => {
    const seen: string[] = [];
    await testDag(lifecycle, {
      params: { url: 'a' },
      onEvent: ({ path, state }) => seen.push(`${path} ${state}`),
    });
    expect(seen.filter((line) => line.startsWith('ingest'))).toEqual([
      'ingest scheduled',
      'ingest running',
      'ingest success',
    ]);
  });
});

describe('retries in virtual time', () => {
  const flaky = (failures: number): { dag: ReturnType<typeof make>; calls: () => number } => {
    let calls = 0;
    const attempt = task({
      name: 'attempt',
      output: z.number(),
      retries: 5,
      retryDelay: '1h',
      retryBackoff: 2,
      maxRetryDelay: '5h',
      run: (_input, ctx) => {
        calls += 1;
        if (ctx.attempt <= failures) throw new Error(`boom ${ctx.attempt}`);
        return ctx.attempt;
      },
    });
    const make = () => dag({ id: 'flaky' }, () => attempt());
    return { dag: make(), calls: () => calls };
  };

  it('waits for hours in no time, with the delays of a worker', async () => {
    const started = Date.now();
    const { dag: flakyDag } = flaky(4);
    const run = await testDag(flakyDag);
    expect(run).toMatchObject({ state: 'success', result: 5 });
    expect(run.instances[0]).toMatchObject({ path: 'attempt', tries: 5 });
    const hours = run.virtualMs / 3_600_000;
    // 1 + 2 + 4 + 5 hours, and up to a tenth of jitter on each.
    expect(hours).toBeGreaterThanOrEqual(12);
    expect(hours).toBeLessThanOrEqual(13.2);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('fails when the tries are used up, and upstream_failed spreads', async () => {
    const fail = task({
      name: 'fail',
      output: z.string(),
      retries: 2,
      run: () => {
        throw new TypeError('never');
      },
    });
    const doomed = dag({ id: 'doomed' }, () => {
      const text = fail();
      say({ text });
      say({ text: 'clean' }, { id: 'clean', after: text, triggerRule: 'all_done' });
    });
    const run = await testDag(doomed);
    expect(states(run)).toEqual({ fail: 'failed', say: 'upstream_failed', clean: 'success' });
    expect(run.instances.find(({ path }) => path === 'fail')?.tries).toBe(3);
    expect(run.errors.join()).toContain('TypeError: never');
  });

  it('stops at once for errors that no retry mends', async () => {
    const fail = task({
      name: 'fail',
      retries: 9,
      run: (_input, ctx) => ctx.fail('hopeless', { retry: false }),
    });
    const run = await testDag(dag({ id: 'hopeless' }, () => fail()));
    expect(run.instances[0]).toMatchObject({ state: 'failed', tries: 1 });
  });

  it('lets a mock pass time, and ends its attempt at the timeout', async () => {
    const slow = task({
      name: 'slow',
      output: z.string(),
      timeout: '2h',
      retries: 1,
      retryDelay: '1m',
      run: () => '',
    });
    const slowDag = dag({ id: 'slow' }, () => slow());
    const fine = await testDag(slowDag, {
      mocks: {
        slow: (_input, _ctx, time) => {
          time.pass('90m');
          return 'done';
        },
      },
    });
    expect(fine).toMatchObject({ state: 'success', virtualMs: 5_400_000 });
    const late = await testDag(slowDag, {
      mocks: {
        slow: (_input, ctx, time) => {
          if (ctx.attempt === 1) time.pass('3h');
          return 'second';
        },
      },
    });
    expect(late).toMatchObject({ state: 'success', result: 'second' });
    expect(late.instances[0]?.tries).toBe(2);
    expect(late.virtualMs).toBeGreaterThanOrEqual(7_260_000);
    const hung = await testDag(slowDag, {
      mocks: {
        slow: (_input, _ctx, time) => {
          try {
            time.pass('3h');
          } catch {
            /* swallowed */
          }
          return 'x';
        },
      },
    });
    expect(hung.instances[0]).toMatchObject({ state: 'failed', error: { type: 'AttemptTimeout' } });
  });
});

describe('the rest of the language', () => {
  it('runs groups, nested maps, expressions, skips and short circuits', async () => {
    const score = task({
      name: 'score',
      input: z.object({ x: z.number(), y: z.number() }),
      output: z.number(),
      run: ({ x, y }, ctx) => (x === 2 ? ctx.skip('no twos') : x * y),
    });
    const big = dag({ id: 'big', params: { n: z.number().default(1) } }, ({ params }) => {
      const grid = map(cross({ x: [1, 3], y: [10, 20] }), ({ x, y }) => score({ x, y }), {
        id: 'grid',
      });
      const nested = map([1, 3], (x) => map([1, 10], (y) => score({ x, y }), { id: 'inner' }), {
        id: 'outer',
      });
      const inside = group('g', () => score({ x: 2, y: 1 }));
      const enough = shortCircuit(gte(length(grid), 5), { id: 'enough' });
      say({ text: 'never' }, { after: enough, id: 'never' });
      say({ text: 'anyway' }, { after: inside, id: 'anyway', triggerRule: 'all_done' });
      return { grid, nested, n: coalesce(params.n, 0) };
    });
    const run = await testDag(big);
    expect(run.errors).toEqual([]);
    expect(run.result).toEqual({
      grid: [10, 20, 30, 60],
      nested: [
        [1, 10],
        [3, 30],
      ],
      n: 1,
    });
    expect(states(run)).toMatchObject({
      'g.score': 'skipped',
      never: 'skipped',
      anyway: 'success',
    });
  });

  it('keeps large values, checkpoints and artifacts in the stores it is given', async () => {
    const stores = memoryStores();
    const make = task({
      name: 'make',
      output: z.object({ list: z.array(z.number()), uri: z.string() }),
      retries: 1,
      run: async (_input, ctx) => {
        const seen = await ctx.checkpoint.load(z.object({ epoch: z.number() }));
        await ctx.checkpoint.save({ epoch: 7 });
        if (seen === undefined) throw new Error('first time');
        const { uri } = await ctx.artifacts.put('a.txt', `epoch ${seen.epoch}`);
        return { list: Array.from({ length: 50_000 }, (_, n) => n), uri };
      },
    });
    const read = task({
      name: 'read',
      input: z.object({ list: z.array(z.number()), uri: z.string() }),
      output: z.object({ last: z.number(), text: z.string() }),
      run: async ({ list, uri }, ctx) => ({
        last: list.at(-1) ?? 0,
        text: Buffer.from(await ctx.artifacts.get(uri)).toString(),
      }),
    });
    const run = await testDag(
      dag({ id: 'large' }, () => {
        const made = make();
        return read({ list: made.list, uri: made.uri });
      }),
      { stores },
    );
    expect(run.result).toEqual({ last: 49_999, text: 'epoch 7' });
    expect(run.instances[0]?.output).toMatchObject({ list: expect.any(Array) as unknown });
    expect((await stores.objects.list('')).length).toBeGreaterThan(2);
  });

  it('runs at most as many bodies side by side as it is told', async () => {
    let now = 0;
    let most = 0;
    const busy = task({
      name: 'busy',
      input: z.object({ n: z.number() }),
      run: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 5));
        now -= 1;
      },
    });
    const wide = dag({ id: 'wide' }, () =>
      map(
        Array.from({ length: 20 }, (_, n) => n),
        (n) => busy({ n }),
      ),
    );
    expect((await testDag(wide, { parallel: 3 })).state).toBe('success');
    expect(most).toBe(3);
  });

  it('stops when its signal says so', async () => {
    const stop = new AbortController();
    const hang = task({
      name: 'hang',
      run: (_input, ctx) =>
        new Promise<void>((_resolve, reject) => {
          ctx.signal.addEventListener('abort', () => reject(new Error('told to stop')));
          setTimeout(() => stop.abort(), 10);
        }),
    });
    const run = await testDag(
      dag({ id: 'hangs' }, () => {
        say({ text: 'x' }, { after: hang() });
      }),
      { signal: stop.signal },
    );
    expect(run.state).toBe('failed');
    expect(states(run)).toEqual({ hang: 'failed', say: 'skipped' });
  });
});
