import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  approval,
  asset,
  branch,
  dag,
  event,
  sensor,
  shift,
  task,
  waitForEvent,
  waitUntil,
} from '../../dsl/index.ts';
import { testDag, type DagTest } from './index.ts';

const DAY_MS = 24 * 3_600_000;
const LOGICAL = '2026-03-01T00:00:00.000Z';

const say = task({
  name: 'say',
  input: z.object({ text: z.string() }),
  output: z.string(),
  run: ({ text }) => text,
});
const labels = event({ name: 'labels.ready', payload: z.object({ batch: z.string() }) });

function instance(run: DagTest<unknown>, path: string): DagTest<unknown>['instances'][number] {
  const found = run.instances.find((each) => each.path === path);
  if (found === undefined) throw new Error(`No instance "${path}".`);
  return found;
}

describe('a sensor in virtual time', () => {
  const ready = (
    from: number,
    options: { softFail?: boolean; exponentialBackoff?: boolean; pokeInterval?: '6h' } = {},
  ) => {
    let pokes = 0;
    const sense = sensor({
      name: 'sense',
      output: z.number(),
      pokeInterval: '1m',
      timeout: '30d',
      ...options,
      poke: () => (++pokes >= from ? pokes : undefined),
    });
    return dag({ id: 'senses' }, () => {
      const at = sense();
      say({ text: 'there' }, { after: at });
      return at;
    });
  };

  it('asks for a week in moments, as one try that says how often it asked', async () => {
    const pokes = 7 * 24 * 60 + 1;
    const run = await testDag(ready(pokes));
    expect(run).toMatchObject({ state: 'success', result: pokes, virtualMs: 7 * DAY_MS });
    expect(instance(run, 'sense')).toMatchObject({ tries: 1, pokes, durationMs: 7 * DAY_MS });
    expect(run.waits).toMatchObject([
      { path: 'sense', state: 'up_for_reschedule', from: 0, ms: 7 * DAY_MS },
    ]);
    const moments = run.timeline.filter(({ path }) => path === 'sense');
    expect(moments.map(({ state }) => state)).toEqual([
      'scheduled',
      'running',
      'up_for_reschedule',
      'success',
    ]);
  });

  it('grows its interval when told to', async () => {
    const run = await testDag(ready(5, { exponentialBackoff: true }));
    // 1 + 2 + 4 + 8 minutes.
    expect(run.virtualMs).toBe(15 * 60_000);
  });

  it('fails by its name at the end of the wait, or is skipped if it may be', async () => {
    const rare = { pokeInterval: '6h' } as const;
    const hard = await testDag(ready(Number.POSITIVE_INFINITY, rare));
    expect(instance(hard, 'sense')).toMatchObject({
      ...{ state: 'failed', error: { type: 'WaitTimeout' }, tries: 1 },
    });
    expect(instance(hard, 'say').state).toBe('upstream_failed');
    const soft = await testDag(ready(Number.POSITIVE_INFINITY, { ...rare, softFail: true }));
    expect(instance(soft, 'sense')).toMatchObject({
      ...{ state: 'skipped', reason: 'Not ready within 2592000 s.' },
    });
    expect(instance(soft, 'say').state).toBe('skipped');
  });

  it('logs what the poke with news says, and counts the time that pokes take', async () => {
    let pokes = 0;
    const chatty = sensor({
      name: 'chatty',
      output: z.number(),
      pokeInterval: '1h',
      poke: (_input, ctx) => {
        pokes += 1;
        ctx.log.info(`poke ${pokes}`);
        return pokes === 4 ? ctx.fail('broken', { retry: false }) : undefined;
      },
    });
    const run = await testDag(dag({ id: 'chats' }, () => chatty()));
    expect(instance(run, 'chatty')).toMatchObject({ state: 'failed', tries: 1, pokes: 4 });
    expect(run.logs.map(({ message }) => message)).toContain('poke 4');
    expect(pokes).toBe(4);
    const slow = await testDag(ready(1), {
      mocks: { sense: (_i, _c, time) => (time.pass('30s'), time.now > 5 * 60_000 ? 1 : undefined) },
    });
    // Each poke takes half a minute, and the next comes a minute after its end: at 0, 1.5, 3, 4.5, 6 minutes.
    expect(slow.virtualMs).toBe(390_000);
  });

  it('takes a mock of its poke, which may let time pass', async () => {
    const run = await testDag(ready(1), {
      mocks: { sense: (_input, _ctx, time) => (time.now >= DAY_MS ? 7 : undefined) },
    });
    expect(run).toMatchObject({ result: 7, virtualMs: DAY_MS });
  });
});

describe('waitUntil', () => {
  const waits = dag({ id: 'waits', params: { by: z.string().default('x') } }, ({ run }) => {
    const time = waitUntil(shift(run.logicalDate, '3d'));
    say({ text: time });
  });

  it('ends at its time by the virtual clock, which begins at the logical date', async () => {
    const run = await testDag(waits, { logicalDate: LOGICAL });
    expect(run).toMatchObject({ state: 'success', virtualMs: 3 * DAY_MS });
    expect(instance(run, 'say').output).toBe('2026-03-04T00:00:00.000Z');
    expect(run.waits).toMatchObject([{ path: 'waitUntil', state: 'deferred', ms: 3 * DAY_MS }]);
  });

  it('is no wait for a time that has passed', async () => {
    const past = dag({ id: 'past' }, () => waitUntil('2020-01-01T00:00:00Z'));
    expect(await testDag(past)).toMatchObject({ virtualMs: 0, waits: [] });
  });

  it('fails for what is no time', async () => {
    const run = await testDag(dag({ id: 'none' }, () => waitUntil(say({ text: 'soon' }))));
    expect(instance(run, 'waitUntil')).toMatchObject({
      ...{ state: 'failed', error: { type: 'InvalidInput' } },
    });
  });
});

describe('waitForEvent', () => {
  const waits = (options: { timeout?: '7d'; softFail?: boolean } = {}) =>
    dag({ id: 'labels' }, () => {
      const found = waitForEvent(labels, { where: { batch: 'b2' }, ...options });
      return say({ text: found.batch });
    });

  it('takes the event that fits, at its time', async () => {
    const run = await testDag(waits(), {
      events: [
        { source: labels, payload: { batch: 'b2' }, at: '2d' },
        { source: 'labels.ready', payload: { batch: 'b1' }, at: '1h' },
        { source: 'others', payload: { batch: 'b2' }, at: '1h' },
      ],
    });
    expect(run).toMatchObject({ state: 'success', result: 'b2', virtualMs: 2 * DAY_MS });
    expect(instance(run, 'labels.ready').output).toEqual({ batch: 'b2' });
  });

  it('takes one that a body sends, and one that came before it asked', async () => {
    const tell = task({ name: 'tell', run: () => undefined });
    const both = dag({ id: 'both' }, () => {
      const told = tell();
      return waitForEvent(labels, { after: told });
    });
    const run = await testDag(both, {
      mocks: {
        tell: (_input, _ctx, time) => {
          time.send({ source: labels, payload: { batch: 'sent' } });
          time.pass('1h');
        },
      },
    });
    expect(run).toMatchObject({ result: { batch: 'sent' }, virtualMs: 3_600_000 });
  });

  it('takes the update of an asset by a task with that outlet', async () => {
    const data = asset({ name: 'data', uri: 's3://x', payload: z.object({ rows: z.number() }) });
    const make = task({
      name: 'make',
      output: z.object({ rows: z.number() }),
      run: () => ({ rows: 3 }),
    });
    const chain = dag({ id: 'assets' }, () => {
      make(undefined, { outlets: [data] });
      return waitForEvent(data);
    });
    const run = await testDag(chain, {
      mocks: { make: (_i, _c, time) => (time.pass('1h'), { rows: 9 }) },
    });
    expect(run).toMatchObject({ state: 'success', result: { rows: 9 } });
  });

  it('fails or skips at its timeout, and says so when nothing can come', async () => {
    const late = await testDag(waits({ timeout: '7d' }));
    expect(instance(late, 'labels.ready')).toMatchObject({ error: { type: 'WaitTimeout' } });
    expect(late.virtualMs).toBe(7 * DAY_MS);
    const soft = await testDag(waits({ timeout: '7d', softFail: true }));
    expect(instance(soft, 'labels.ready').state).toBe('skipped');
    await expect(testDag(waits())).rejects.toThrow(
      /"labels.ready" waits for event "labels.ready".*Give the test `events`/,
    );
  });
});

describe('approval', () => {
  const asks = (ask: Partial<Parameters<typeof approval>[0]> = {}) =>
    dag({ id: 'asks' }, () => {
      const asked = approval({
        subject: 'Release?',
        form: z.object({ why: z.string() }),
        ...ask,
      });
      branch(asked.decision, {
        approved: () => say({ text: 'released' }, { id: 'released' }),
        rejected: () => say({ text: 'kept back' }, { id: 'kept' }),
      });
      return asked;
    });

  it('waits for the answer that the test gives, and goes its way', async () => {
    const run = await testDag(asks(), {
      answers: {
        approval: { decision: 'approved', by: 'ada', answer: { why: 'good' }, after: '2d' },
      },
    });
    const result = { decision: 'approved', by: ['ada'], answer: { why: 'good' } };
    expect(run).toMatchObject({ state: 'success', result, virtualMs: 2 * DAY_MS });
    expect(instance(run, 'released').state).toBe('success');
    expect(instance(run, 'kept').state).toBe('skipped');
    expect(run.waits).toMatchObject([{ path: 'approval', state: 'awaiting_input' }]);
  });

  it('needs as many people as it says, each once, and one rejection rejects', async () => {
    const answer = { why: 'x' };
    const yes = { decision: 'approved', answer } as const;
    const two = await testDag(asks({ approvers: 2 }), {
      answers: {
        approval: [
          { ...yes, by: 'ada', after: '1h' },
          { ...yes, by: 'ada', after: '2h' },
          { ...yes, by: 'bob', after: '3h' },
        ],
      },
    });
    expect(two).toMatchObject({ result: { by: ['ada', 'bob'] }, virtualMs: 3 * 3_600_000 });
    const no = await testDag(asks({ approvers: 2 }), {
      answers: {
        approval: [
          { ...yes, by: 'ada' },
          { decision: 'rejected', by: 'bob' },
        ],
      },
    });
    expect(no.result).toMatchObject({ decision: 'rejected', by: ['bob'] });
  });

  it('ends at its timeout as it was told', async () => {
    const failed = await testDag(asks({ timeout: '3d' }));
    expect(instance(failed, 'approval')).toMatchObject({ error: { type: 'WaitTimeout' } });
    const taken = await testDag(asks({ timeout: '3d', onTimeout: 'rejected' }));
    expect(taken).toMatchObject({
      result: { decision: 'rejected', by: [] },
      virtualMs: 3 * DAY_MS,
    });
  });

  it('refuses answers that the real one would refuse', async () => {
    const by = { assignees: ['ada'] };
    const other = testDag(asks(by), { answers: { approval: { decision: 'approved', by: 'eve' } } });
    await expect(other).rejects.toThrow(/"eve" may not answer/);
    const unfit = testDag(asks(), { answers: { approval: 'approved' } });
    await expect(unfit).rejects.toThrow(/does not fit its form/);
    await expect(testDag(asks(), { answers: { aproval: 'approved' } })).rejects.toThrow(
      /no approval "aproval"/,
    );
  });
});
