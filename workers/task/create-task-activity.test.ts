import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readLog } from '../../stores/logs/index.ts';
import { logKey } from '../../stores/objects/object-key.ts';
import { memoryStores } from '../../stores/open-stores.ts';
import { factKey } from '../../workflows/run/index.ts';
import { TaskFault } from './fault.ts';
import { fakePort } from './testing/fake-port.ts';
import { bodyOf, callOf, failureOf, labOf, RUN } from './testing/task-fixture.ts';

const KEY = { dagId: RUN.dagId, runId: RUN.runId, path: 'work' };
const logOf = async (lab: ReturnType<typeof labOf>, attempt = 1, generation = 1) =>
  (await readLog(lab.stores.objects, logKey(KEY, { generation, attempt }))).lines;

describe('an inline first attempt', () => {
  it('reports and stores the output, and writes no claim and no log for a quick silent task', async () => {
    const lab = labOf(bodyOf(() => ({ ok: true })));
    await expect(lab.attempt(callOf())).resolves.toEqual({
      kind: 'success',
      output: { kind: 'inline', value: { ok: true } },
      attempt: 1,
    });
    const row = await lab.stores.runs.getInstance(KEY);
    expect(row).toMatchObject({ state: 'success', tryNumber: 1, worker: { build: 'test-build' } });
    expect(await lab.stores.objects.list('')).toEqual([]);
  });

  it('is seen running while its body goes on', async () => {
    const lab = labOf(
      bodyOf(() => sleep(100)),
      { limits: { claimDelayMs: 5 } },
    );
    const attempt = lab.attempt(callOf());
    await sleep(50);
    expect(await lab.stores.runs.getInstance(KEY)).toMatchObject({ state: 'running' });
    await attempt;
    expect(await lab.stores.runs.getInstance(KEY)).toMatchObject({
      state: 'success',
      tryNumber: 1,
    });
  });

  it('turns undefined into null for a task that returns nothing', async () => {
    const lab = labOf(bodyOf(() => undefined, { output: z.void() }));
    await expect(lab.attempt(callOf())).resolves.toMatchObject({ output: { value: null } });
  });

  it('heartbeats by itself while the body waits', async () => {
    const port = fakePort({ heartbeatTimeoutMs: 60 });
    const lab = labOf(
      bodyOf(async (_input, context) => {
        context.heartbeat({ epoch: 3 });
        await sleep(110);
      }),
    );
    await lab.attempt(callOf(), port);
    expect(port.beats.length).toBeGreaterThanOrEqual(3);
    expect(port.beats.at(-1)).toEqual({ epoch: 3 });
  });
});

describe('inputs', () => {
  const echo = bodyOf((input) => input, {
    input: z.object({
      features: z.array(z.object({ age: z.number() })),
      note: z.string().optional(),
    }),
  });
  const features = (ages: readonly unknown[]) =>
    callOf({
      input: {
        kind: 'object',
        fields: {
          features: { kind: 'literal', value: ages.map((age) => ({ age })) as never },
          note: { kind: 'absent' },
        },
      },
      options: { retries: 5 },
    });

  it('are parsed by the schema, absent fields left out', async () => {
    await expect(labOf(echo).attempt(features([1, 2]))).resolves.toMatchObject({
      output: { value: { features: [{ age: 1 }, { age: 2 }] } },
    });
  });

  it('that do not fit name path and value, and are not tried again', async () => {
    const failure = await failureOf(labOf(echo).attempt(features([1, 2, 3, 'old'])));
    expect(failure).toMatchObject({ type: 'InvalidInput', nonRetryable: true });
    expect(failure.message).toContain("features[3].age is 'old'");
  });

  it('come from the database and the object store where they did not travel', async () => {
    const big = { rows: Array.from({ length: 20_000 }, (_, row) => row) };
    const stores = memoryStores();
    await labOf(
      bodyOf(() => big),
      { stores },
    ).attempt(callOf({ path: 'load' }));
    const lab = labOf(
      bodyOf((input) => input),
      { stores },
    );
    const at = (path: (string | number)[]) =>
      ({ kind: 'instance', instance: 'load', path }) as const;
    const input = {
      kind: 'object',
      fields: {
        row: at(['rows', 7]),
        nothing: at(['missing']),
        sum: {
          kind: 'call',
          operator: 'length',
          args: [at(['rows'])],
          path: [],
        },
        text: { kind: 'template', text: ['row ', '!'], values: [at(['rows', 1])] },
      },
    } as const;
    await expect(lab.attempt(callOf({ input }))).resolves.toMatchObject({
      output: { value: { row: 7, sum: 20_000, text: 'row 1!' } },
    });
  });

  it('that were changed in the object store fail by name', async () => {
    const stores = memoryStores();
    const report = await labOf(
      bodyOf(() => 'x'.repeat(70_000)),
      { stores },
    ).attempt(callOf());
    if (report.kind !== 'success' || report.output.kind !== 'blob') throw new Error('no blob');
    const [object] = await stores.objects.list('values/');
    await stores.objects.put(object?.key ?? '', Buffer.from('"forged"'));
    const input = { kind: 'blob', blob: report.output.blob, path: [] } as const;
    const failure = await failureOf(
      labOf(
        bodyOf(() => 1),
        { stores },
      ).attempt(callOf({ input, path: 'next' })),
    );
    expect(failure).toMatchObject({ type: 'TamperedObject', nonRetryable: true });
  });
});

describe('outputs', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  it.each([
    ['NaN', { rows: [{ score: Number.NaN }] }, 'rows[0].score is NaN'],
    ['a function', { f: () => 1 }, 'f is a function'],
    ['a cycle', cyclic, 'self is a reference to a value that encloses it'],
    ['a date', { at: new Date() }, 'at is a Date'],
    ['bytes', { weights: new Float32Array(2) }, 'weights is a Float32Array'],
    ['a map', new Map(), 'the value itself is a Map'],
    ['bigint', [1n], '[0] is a bigint'],
    ['a hole', [1, undefined], '[1] is undefined'],
  ])('with %s are refused by name, once', async (_what, value, words) => {
    const failure = await failureOf(
      labOf(bodyOf(() => value)).attempt(callOf({ options: { retries: 3 } })),
    );
    expect(failure).toMatchObject({ type: 'InvalidOutput', nonRetryable: true });
    expect(failure.message).toContain(words);
  });

  it('that do not fit the schema name path and value', async () => {
    const output = z.object({ accuracy: z.number().max(1) });
    const failure = await failureOf(
      labOf(bodyOf(() => ({ accuracy: 97 }), { output })).attempt(
        callOf({ options: { retries: 3 } }),
      ),
    );
    expect(failure).toMatchObject({ type: 'InvalidOutput', nonRetryable: true });
    expect(failure.message).toContain('accuracy is 97');
  });

  it('of 64 kB or more go to the object store, facts beside them, and the same value once', async () => {
    const value = { verdict: 'good', rows: 'r'.repeat(70_000).split('') };
    const lab = labOf(bodyOf(() => value));
    const facts = [
      { path: ['verdict'], want: 'value' },
      { path: ['rows'], want: 'length' },
      { path: ['gone'], want: 'value' },
    ] as const;
    const report = await lab.attempt(callOf({ facts }));
    expect(report).toMatchObject({
      output: {
        kind: 'blob',
        facts: { [factKey(['verdict'], 'value')]: 'good', [factKey(['rows'], 'length')]: 70_000 },
      },
    });
    await lab.attempt(callOf({ path: 'again', facts }));
    expect(await lab.stores.objects.list('values/')).toHaveLength(1);
  });

  it('beyond the limit, or with a fact beyond its limit, are refused before Temporal sees them', async () => {
    const big = bodyOf(() => ({ text: 'x'.repeat(200_000) }));
    const tooBig = await failureOf(
      labOf(big, { limits: { maxOutputBytes: 100_000 } }).attempt(callOf()),
    );
    expect(tooBig).toMatchObject({ type: 'OutputTooLarge', nonRetryable: true });
    const facts = [{ path: ['text'], want: 'value' }] as const;
    const tooBigFact = await failureOf(labOf(big).attempt(callOf({ facts })));
    expect(tooBigFact).toMatchObject({ type: 'OutputTooLarge', nonRetryable: true });
    expect(tooBigFact.message).toContain('at text');
  });
});

describe('failures', () => {
  it.each([
    ['an Error', new TypeError('no such column'), 'TypeError: no such column'],
    ['null', null, 'threw null'],
    ['a string', 'boom', "threw 'boom'"],
    ['undefined', undefined, 'threw undefined'],
    ['an object', { code: 7 }, 'threw { code: 7 }'],
  ])('%s is named, retried while tries are left, then final', async (_what, thrown, words) => {
    const lab = labOf(
      bodyOf(() => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- authors may throw anything
        throw thrown;
      }),
    );
    const call = callOf({ options: { retries: 1 } });
    const first = await failureOf(lab.attempt(call));
    expect(first).toMatchObject({ type: 'TaskFailed', nonRetryable: false });
    expect(first.message).toContain(words);
    expect(await lab.stores.runs.getInstance(KEY)).toMatchObject({ state: 'up_for_retry' });
    const second = await failureOf(lab.attempt(call, { attempt: 2 }));
    expect(second).toMatchObject({ type: 'TaskFailed', nonRetryable: true });
    expect(second.message).toContain('try 2 of 2');
    expect(await lab.stores.runs.getInstance(KEY)).toMatchObject({ state: 'failed', tryNumber: 2 });
  });

  it('wait as long as the author says, longer each time', async () => {
    const lab = labOf(bodyOf(() => Promise.reject(new Error('x'))));
    const call = callOf({ options: { retries: 3, retryDelayMs: 1_000, retryBackoff: 3 } });
    const first = await failureOf(lab.attempt(call));
    const second = await failureOf(lab.attempt(call, { attempt: 2 }));
    expect([first.nextRetryDelay, second.nextRetryDelay]).toEqual([1_000, 3_000]);
  });

  it('said with ctx.fail are final with retry: false, and wait as told with after', async () => {
    const final = await failureOf(
      labOf(bodyOf((_input, context) => context.fail('404', { retry: false }))).attempt(
        callOf({ options: { retries: 3 } }),
      ),
    );
    expect(final).toMatchObject({ type: 'TaskFailedForGood', nonRetryable: true });
    const later = await failureOf(
      labOf(bodyOf((_input, context) => context.fail('429', { after: '90s' }))).attempt(
        callOf({ options: { retries: 3 } }),
      ),
    );
    expect(later).toMatchObject({
      type: 'TaskFailed',
      nonRetryable: false,
      nextRetryDelay: 90_000,
    });
  });

  it('named non-retryable are final, by class name too', async () => {
    class QuotaError extends Error {}
    const failure = await failureOf(
      labOf(bodyOf(() => Promise.reject(new QuotaError('over')))).attempt(
        callOf({ options: { retries: 3, nonRetryable: ['QuotaError'] } }),
      ),
    );
    expect(failure).toMatchObject({ nonRetryable: true });
  });

  it('travel as a short message while the log keeps the whole stack', async () => {
    const lab = labOf(bodyOf(() => Promise.reject(new Error('é'.repeat(50_000)))));
    const failure = await failureOf(lab.attempt(callOf()));
    expect(Buffer.byteLength(failure.message)).toBeLessThanOrEqual(2_048);
    const last = (await logOf(lab)).at(-1);
    expect(JSON.stringify(last?.data)).toContain('create-task-activity.test.ts');
  });

  it('skip is a report, not a failure', async () => {
    const lab = labOf(bodyOf((_input, context) => context.skip('nothing new')));
    await expect(lab.attempt(callOf())).resolves.toEqual({
      kind: 'skipped',
      reason: 'nothing new',
      attempt: 1,
    });
    expect(await lab.stores.runs.getInstance(KEY)).toMatchObject({ state: 'skipped' });
  });

  it('left behind after the return do not end the worker', async () => {
    const lab = labOf(
      bodyOf(() => {
        void Promise.reject(new Error('late'));
        return 1;
      }),
    );
    await expect(lab.attempt(callOf())).resolves.toMatchObject({ kind: 'success' });
    await sleep(20);
    await expect(lab.attempt(callOf({ path: 'next' }))).resolves.toMatchObject({ kind: 'success' });
  });

  it('name a task that the worker does not have', async () => {
    const lab = labOf(
      bodyOf(() => 1),
      { lookup: () => undefined },
    );
    const failure = await failureOf(lab.attempt(callOf()));
    expect(failure).toMatchObject({ type: 'UnknownTask', nonRetryable: true });
  });
});

describe('attempts', () => {
  it('that find the task finished report the stored result, and the body does not run again', async () => {
    let runs = 0;
    const lab = labOf(bodyOf(() => ({ runs: ++runs })));
    await lab.attempt(callOf());
    await expect(lab.attempt(callOf(), { attempt: 2 })).resolves.toEqual({
      kind: 'success',
      output: { kind: 'inline', value: { runs: 1 } },
      attempt: 1,
    });
    expect(runs).toBe(1);
  });

  it('that are stale write nothing and are not tried again', async () => {
    const stores = memoryStores();
    const slow = labOf(
      bodyOf(() => sleep(60).then(() => 'stale')),
      { stores },
    );
    const fast = labOf(
      bodyOf(() => 'fresh'),
      { stores },
    );
    const call = callOf({ options: { retries: 1 } });
    const stale = slow.attempt(call);
    await sleep(30);
    await fast.attempt(call, { attempt: 2 });
    expect(await failureOf(stale)).toMatchObject({ type: 'Fenced', nonRetryable: true });
    expect(await stores.runs.getInstance(KEY)).toMatchObject({
      output: { kind: 'inline', value: 'fresh' },
    });
  });

  it('that lost their worker use up no try, whether a body had begun or not', async () => {
    const hang = new Promise<never>(() => undefined);
    const stores = memoryStores();
    const tries: number[] = [];
    const body = bodyOf((_input, context) => {
      tries.push(context.attempt);
      if (tries.length === 1) return hang;
      throw new Error('the task itself');
    });
    const lab = labOf(body, { stores, limits: { claimDelayMs: 1 } });
    const call = callOf({ options: { retries: 1 } });
    // Attempt 1 was lost on its way, attempt 2 lost its worker in the middle of the body.
    void lab.attempt(call, { attempt: 2 }).catch(() => undefined);
    await sleep(20);
    const first = await failureOf(lab.attempt(call, { attempt: 3 }));
    expect(first).toMatchObject({ type: 'TaskFailed', nonRetryable: false });
    const last = await failureOf(lab.attempt(call, { attempt: 4 }));
    expect(last).toMatchObject({ type: 'TaskFailed', nonRetryable: true });
    expect(tries).toEqual([1, 1, 2]);
  });

  it('of a cleared task have all their tries again', async () => {
    let tries = 0;
    const lab = labOf(
      bodyOf((_input, context) => {
        tries = context.attempt;
        throw new Error('x');
      }),
    );
    await failureOf(lab.attempt(callOf()));
    const cleared = callOf({ generation: 2, options: { retries: 1 } });
    expect(await failureOf(lab.attempt(cleared))).toMatchObject({ nonRetryable: false });
    expect(tries).toBe(1);
  });

  it('that were stopped with their worker are not held against the task', async () => {
    const lab = labOf(
      bodyOf((_input, { signal }) =>
        signal.aborted ? 1 : new Promise((resolve) => signal.addEventListener('abort', resolve)),
      ),
      { limits: { claimDelayMs: 1 } },
    );
    const port = fakePort();
    const stopped = lab.attempt(callOf(), port);
    await sleep(10);
    port.cancel('shutdown');
    expect(await failureOf(stopped)).toMatchObject({ type: 'WorkerShutdown', nonRetryable: false });
    const fresh = labOf(
      bodyOf(() => 'moved'),
      { stores: lab.stores },
    );
    await expect(fresh.attempt(callOf(), { attempt: 2 })).resolves.toMatchObject({
      output: { value: 'moved' },
      attempt: 1,
    });
  });

  it('over their timeout end by name, and what the body writes later is refused', async () => {
    let late: unknown;
    const lab = labOf(
      bodyOf(async (_input, context) => {
        await sleep(120);
        late = await context.checkpoint.save({ epoch: 1 }).catch((error: unknown) => error);
      }),
      { limits: { graceMs: 20 } },
    );
    const failure = await failureOf(
      lab.attempt(callOf({ options: { timeoutMs: 40, retries: 1 } })),
    );
    expect(failure).toMatchObject({ type: 'AttemptTimeout', nonRetryable: false });
    await sleep(150);
    expect(late).toBeInstanceOf(TaskFault);
  });

  it('that are cancelled reach the body as a signal and end as cancelled', async () => {
    const port = fakePort();
    let told = false;
    const lab = labOf(
      bodyOf(async (_input, { signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        told = true;
        return 'half';
      }),
    );
    const attempt = lab.attempt(callOf({ options: { retries: 3 } }), port);
    await sleep(10);
    port.cancel();
    expect(await failureOf(attempt)).toMatchObject({ name: 'CancelledFailure' });
    expect(told).toBe(true);
    expect(await lab.stores.runs.getInstance(KEY)).toMatchObject({
      state: 'failed',
      error: { type: 'Cancelled' },
    });
  });
});

describe('checkpoints', () => {
  it('carry numbers, names and arrays to the next attempt, bit by bit', async () => {
    const schema = z.object({ epoch: z.number(), weights: z.array(z.instanceof(Float32Array)) });
    const lab = labOf(
      bodyOf(async (_input, { checkpoint, attempt }) => {
        const from = await checkpoint.load(schema);
        if (attempt === 2) return { epoch: from?.epoch, sum: from?.weights[1]?.[2] };
        expect(from).toBeUndefined();
        for (const epoch of [1, 2]) {
          await checkpoint.save({
            epoch,
            weights: [new Float32Array([1]), new Float32Array([0, 0, epoch / 3])],
          });
        }
        throw new Error('killed');
      }),
    );
    const call = callOf({ options: { retries: 1 } });
    await failureOf(lab.attempt(call));
    await expect(lab.attempt(call, { attempt: 2 })).resolves.toMatchObject({
      output: { value: { epoch: 2, sum: Math.fround(2 / 3) } },
    });
    // The object of the first save is gone: the second replaced it.
    expect(await lab.stores.objects.list('checkpoints/')).toHaveLength(1);
  });

  it('of a cleared task are resumed from only when they were kept', async () => {
    const State = z.object({ epoch: z.number() });
    const lab = labOf(
      bodyOf(async (_input, { checkpoint }) => {
        const found = await checkpoint.load(State);
        await checkpoint.save({ epoch: (found?.epoch ?? 0) + 1 });
        return found?.epoch ?? null;
      }),
    );
    const found = async (generation: number, keepCheckpoint: boolean): Promise<unknown> => {
      const report = await lab.attempt({ ...callOf(), generation, keepCheckpoint });
      return report.kind === 'success' && report.output.kind === 'inline' && report.output.value;
    };
    expect(await found(1, false)).toBeNull();
    expect(await found(2, true)).toBe(1);
    expect(await found(3, false)).toBeNull();
    expect(await found(4, true)).toBe(1);
  });

  it('that were changed in the store are not resumed from', async () => {
    const lab = labOf(
      bodyOf(async (_input, { checkpoint, attempt }) => {
        if (attempt === 2) return checkpoint.load(z.any());
        await checkpoint.save({ epoch: 1 });
        throw new Error('killed');
      }),
    );
    const call = callOf({ options: { retries: 1 } });
    await failureOf(lab.attempt(call));
    const [object] = await lab.stores.objects.list('checkpoints/');
    await lab.stores.objects.put(object?.key ?? '', Buffer.from('PCK1 forged'));
    expect(await failureOf(lab.attempt(call, { attempt: 2 }))).toMatchObject({
      type: 'TamperedObject',
    });
  });
});

describe('artifacts', () => {
  it('with the same bytes are one object, and come back whole', async () => {
    const lab = labOf(
      bodyOf(async (_input, { artifacts }) => {
        const first = await artifacts.put('a.txt', 'same');
        const second = await artifacts.put('b.txt', Buffer.from('same'));
        expect(second.sha256).toBe(first.sha256);
        return Buffer.from(await artifacts.get(second.uri)).toString();
      }),
    );
    await expect(lab.attempt(callOf())).resolves.toMatchObject({ output: { value: 'same' } });
    expect(await lab.stores.objects.list('data/')).toHaveLength(1);
  });
});

describe('logs', () => {
  it('are readable while the task runs, and masked', async () => {
    const lab = labOf(
      bodyOf(async (_input, context) => {
        const token = await context.secret('api-token');
        context.log.info(`calling with ${token}\nsecond \u001b[31mline`, {
          header: `Bearer ${token}`,
        });
        await sleep(200);
        throw new Error(`refused: ${token}`);
      }),
      { env: { PERDURE_SECRET_API_TOKEN: 'hunter2-"quoted"' }, logLimits: { flushMs: 20 } },
    );
    const attempt = failureOf(lab.attempt(callOf()));
    await sleep(120);
    const running = await logOf(lab);
    expect(running.map(({ source }) => source)).toEqual(['engine', 'task']);
    expect(running[1]?.message).toBe('calling with *** ⏎ second line');
    const failure = await attempt;
    expect(failure.message).toContain('refused: ***');
    expect(JSON.stringify(await logOf(lab))).not.toContain('hunter2');
    const row = await lab.stores.runs.getInstance(KEY);
    expect(JSON.stringify(row)).not.toContain('hunter2');
  });
});
