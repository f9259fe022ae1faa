import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Claim, Fence, InstanceKey, NewRun, Outgoing, RunStore } from '../runs/run-store.ts';
import type { EventStore } from '../events/event-store.ts';
import type { NewOutboxMessage, OutboxRow, OutboxStore } from './outbox-store.ts';

const LEASE_MS = 60_000;
const AT = new Date('2026-11-20T03:00:00.000Z');

interface Both {
  readonly outbox: OutboxStore;
  readonly events: EventStore;
  readonly runs: RunStore;
}

/** What every outbox has to keep: O1, O2. Messages come along with writes of runs, as in real use. */
export function describeOutbox(name: string, stores: () => Both): void {
  describe(`outbox: ${name}`, () => {
    describeWrites(stores);
    describeEvents(stores);
    describeLeases(stores);
    describeEnds(stores);
  });
}

function describeWrites(stores: () => Both): void {
  it('holds what a completion, a failure and the end of a run send, once each', async () => {
    const { runs, outbox } = stores();
    const build = newBuild();
    const run = await newRun(runs);
    const [done, bad] = ['done', 'bad'].map((path) => ({ dagId: run.dagId, runId: 'r', path }));
    if (done === undefined || bad === undefined) throw new Error('two keys were made');
    for (let times = 0; times < 2; times += 1) {
      expect(await complete(runs, done, 1, { messages: [message('done', build)] })).toBe(true);
      expect(await fail(runs, bad, 1, { messages: [message('bad', build)] })).toBe(true);
      await finish(runs, run, { messages: [message('end', build)] });
    }
    const leased = await outbox.lease('callback', { build }, 10, LEASE_MS);
    expect(kinds(leased)).toEqual(['done', 'bad', 'end']);
    expect(leased[0]).toMatchObject({ ...message('done', build), tries: 1, sentAt: null });
  });

  it('holds nothing of a write that was refused', async () => {
    const { runs, outbox } = stores();
    const build = newBuild();
    const run = await newRun(runs);
    const key = { dagId: run.dagId, runId: 'r', path: 'a' };
    await runs.claim(key, claim(2));
    expect(await complete(runs, key, 1, { messages: [message('late', build)] })).toBe(false);
    expect(await fail(runs, key, 1, { messages: [message('late', build)] })).toBe(false);
    await finish(runs, run, {});
    await finish(runs, run, { messages: [message('late', build)] });
    expect(await outbox.lease('callback', { build }, 10, LEASE_MS)).toEqual([]);
  });
}

function describeEvents(stores: () => Both): void {
  it('lets events of a completion meet who waits for them, and none of one that is refused', async () => {
    const { runs, events } = stores();
    const { dagId } = await newRun(runs);
    const [a, b] = [`${dagId}/a`, `${dagId}/b`];
    const wait = { dagId, runId: 'r', path: 'wait', generation: 1 };
    const all = { where: {}, since: new Date(0) };
    expect(await events.awaitEvent({ ...wait, ...all, source: a })).toBeUndefined();
    const told = (eventId: string): Outgoing => ({
      events: [b, a].map((source) => ({
        ...{ source, eventId, kind: 'asset', payload: { rows: 3 }, time: AT },
        origin: { dagId, runId: 'r', path: 'a' },
      })),
    });
    const key = { dagId, runId: 'r', path: 'a' };
    await runs.claim(key, claim(2));
    expect(await complete(runs, key, 1, told('stale'))).toBe(false);
    expect(await events.list({ source: a })).toEqual([]);
    expect(await complete(runs, key, 2, told('good'))).toBe(true);
    expect(await complete(runs, key, 2, told('good'))).toBe(true);
    expect(await events.list({ source: b })).toHaveLength(1);
    const met = (await events.undelivered(10_000)).filter((each) => each.wait.dagId === dagId);
    expect(met).toMatchObject([{ wait, event: { eventId: 'good', payload: { rows: 3 } } }]);
  });

  it('take no turns that end in a deadlock when many tell of the same sources at once', async () => {
    const { runs, events } = stores();
    const { dagId } = await newRun(runs);
    const sources = Array.from({ length: 6 }, (_, index) => `${dagId}/s${index}`);
    const done = await Promise.all(
      Array.from({ length: 16 }, (_, index) => {
        const order = index % 2 === 0 ? sources : [...sources].reverse();
        const told = order.map((source) => ({
          ...{ source, eventId: `e${index}`, kind: 'asset' as const, payload: index, time: AT },
        }));
        return complete(runs, { dagId, runId: 'r', path: `a[${index}]` }, 1, { events: told });
      }),
    );
    expect(done).toEqual(done.map(() => true));
    expect(await events.list({ source: sources[3] ?? '' })).toHaveLength(16);
  });
}

function describeLeases(stores: () => Both): void {
  it('leases every message to one of many senders, the oldest first', async () => {
    const { runs, outbox } = stores();
    const build = newBuild();
    await send(
      runs,
      Array.from({ length: 40 }, (_, index) => message(`m${index}`, build)),
    );
    const lease = (): Promise<readonly OutboxRow[]> =>
      outbox.lease('callback', { build }, 7, LEASE_MS);
    const taken = (await Promise.all(Array.from({ length: 8 }, lease))).flat();
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
    while (taken.length < 40) {
      const more = await lease();
      if (more.length === 0) break;
      taken.push(...more);
    }
    expect(taken).toHaveLength(40);
    expect(await lease()).toEqual([]);
  });

  it('gives a message to another when its sender is not heard of, and counts the tries', async () => {
    const { runs, outbox } = stores();
    const build = newBuild();
    await send(runs, [message('a', build)]);
    expect(await outbox.lease('callback', { build }, 1, 20)).toHaveLength(1);
    expect(await outbox.lease('callback', { build }, 1, 20)).toEqual([]);
    await sleep(50);
    const [again] = await outbox.lease('callback', { build }, 1, 20);
    expect(again).toMatchObject({ tries: 2 });
  });

  it("hands out messages of the asker's build and of none, and only of the topic", async () => {
    const { runs, outbox } = stores();
    const [mine, other] = [newBuild(), newBuild()];
    await send(runs, [
      message('mine', mine),
      message('other', other),
      message('event', mine, 'event'),
    ]);
    await send(runs, [{ ...message('any', mine), build: null }]);
    const leased = await outbox.lease('callback', { build: mine }, 1_000, LEASE_MS);
    expect(leased.some(({ build }) => build === other)).toBe(false);
    expect(kinds(leased.filter(({ build }) => build === mine))).toEqual(['mine']);
    expect(kinds(leased)).toContain('any');
    expect(kinds(await outbox.lease('callback', { build: other }, 10, LEASE_MS))).toContain(
      'other',
    );
  });
}

function describeEnds(stores: () => Both): void {
  it('is done with a message once it is sent', async () => {
    const { runs, outbox } = stores();
    const build = newBuild();
    await send(runs, [message('a', build)]);
    const [row] = await outbox.lease('callback', { build }, 1, 0);
    await outbox.sent(row?.id ?? '');
    await outbox.failed(row?.id ?? '', 'too late', null);
    expect(await outbox.lease('callback', { build }, 1, 0)).toEqual([]);
    expect(await mine(outbox, build)).toMatchObject([{ error: null, givenUpAt: null }]);
    expect((await mine(outbox, build))[0]?.sentAt).toBeInstanceOf(Date);
  });

  it('tries again at the time it is told, and gives up where everybody can see it', async () => {
    const { runs, outbox } = stores();
    const build = newBuild();
    await send(runs, [message('a', build)]);
    const [row] = await outbox.lease('callback', { build }, 1, LEASE_MS);
    const id = row?.id ?? '';
    await outbox.failed(id, 'refused \u0000', new Date(Date.now() + LEASE_MS));
    expect(await outbox.lease('callback', { build }, 1, LEASE_MS)).toEqual([]);
    await outbox.failed(id, 'again', new Date(Date.now() - 1_000));
    expect(await outbox.lease('callback', { build }, 1, LEASE_MS)).toMatchObject([
      { id, tries: 2, error: 'again' },
    ]);
    await outbox.failed(id, 'for good', null);
    expect(await outbox.lease('callback', { build }, 1, 0)).toEqual([]);
    const [left] = await mine(outbox, build);
    expect(left).toMatchObject({ id, error: 'for good', sentAt: null });
    expect(left?.givenUpAt).toBeInstanceOf(Date);
  });

  it('forgets what was sent or given up before a time, and nothing that is to be sent', async () => {
    const { runs, outbox } = stores();
    const build = newBuild();
    await send(
      runs,
      ['a', 'b', 'c'].map((kind) => message(kind, build)),
    );
    const [sent, givenUp] = await outbox.lease('callback', { build }, 2, 0);
    await outbox.sent(sent?.id ?? '');
    await outbox.failed(givenUp?.id ?? '', 'for good', null);
    await outbox.forget(new Date(0), 10_000);
    expect(await mine(outbox, build)).toHaveLength(3);
    expect(await outbox.forget(new Date(Date.now() + LEASE_MS), 10_000)).toBeGreaterThanOrEqual(2);
    expect(kinds(await mine(outbox, build))).toEqual(['c']);
  });
}

let count = 0;
function newBuild(): string {
  count += 1;
  return `build-${process.pid}-${Date.now()}-${count}`;
}

/** A message whose id no other test uses. */
function message(
  kind: string,
  build: string,
  topic: 'callback' | 'event' = 'callback',
): NewOutboxMessage {
  return { id: `${build}/${kind}`, topic, build, payload: { kind, nul: '\u0000' } };
}

function kinds(rows: readonly OutboxRow[]): readonly unknown[] {
  return rows.map(({ payload }) => payload['kind']);
}

async function mine(outbox: OutboxStore, build: string): Promise<readonly OutboxRow[]> {
  const rows = await outbox.list({ topic: 'callback', limit: 10_000 });
  return rows.filter((row) => row.build === build);
}

async function send(runs: RunStore, messages: readonly NewOutboxMessage[]): Promise<void> {
  const { dagId } = await newRun(runs);
  await complete(runs, { dagId, runId: 'r', path: 'a' }, 1, { messages });
}

async function newRun(runs: RunStore): Promise<NewRun> {
  count += 1;
  const dagId = `outbox-${process.pid}-${Date.now()}-${count}`;
  const ids = { dagId, runId: 'r', runType: 'manual', planHash: 'h', workflowId: `${dagId}/r` };
  const dates = { logicalDate: AT, dataInterval: { start: AT, end: AT } };
  const run: NewRun = { ...ids, ...dates, params: {}, state: 'running' };
  await runs.createRun(run);
  return run;
}

function complete(
  runs: RunStore,
  key: InstanceKey,
  attempt: number,
  outgoing: Outgoing,
): Promise<boolean> {
  const times = { startedAt: AT, endedAt: AT };
  const end = { claim: claim(attempt), state: 'success', output: null, ...times } as const;
  return runs.complete(key, fence(attempt), { ...end, ...outgoing });
}

function fail(
  runs: RunStore,
  key: InstanceKey,
  attempt: number,
  outgoing: Outgoing,
): Promise<boolean> {
  const error = { type: 'TaskFailed', message: 'boom' };
  const end = {
    claim: claim(attempt),
    state: 'failed',
    error,
    startedAt: AT,
    endedAt: AT,
  } as const;
  return runs.recordFailure(key, fence(attempt), { ...end, ...outgoing });
}

function finish(runs: RunStore, { dagId }: NewRun, outgoing: Outgoing): Promise<void> {
  const end = { state: 'failed', endedAt: AT, result: null, instances: [] } as const;
  return runs.finishRun({ dagId, runId: 'r', ...end, ...outgoing });
}

function fence(attempt: number): Fence {
  return { generation: 1, attempt };
}

function claim(attempt: number): Claim {
  const task = { taskId: 'a', mapIndex: [], queue: 'cpu', logKey: 'l' };
  return { fence: fence(attempt), ...task, worker: { identity: 'w', build: 'b' } };
}
