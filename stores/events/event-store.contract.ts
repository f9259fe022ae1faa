import { describe, expect, it } from 'vitest';
import type { Json } from '../../dsl/plan/json.ts';
import type { EventRow, EventStore, EventWait, NewEvent, NewEventWait } from './event-store.ts';

const AT = new Date('2026-11-20T03:00:00.000Z');
const LONG_AGO = new Date(0);

/** What every event store has to keep: W1, W2. `store` gives an open one. */
export function describeEventStore(name: string, store: () => EventStore): void {
  describe(`event store: ${name}`, () => {
    describeEvents(store);
    describeMeetings(store);
    describeDeliveries(store);
    describeRaces(store);
    describeAge(store);
  });
}

function describeEvents(store: () => EventStore): void {
  it('keeps an event once, whoever tells it how often, and lists the newest first', async () => {
    const source = newSource();
    const origin = { dagId: 'd', runId: 'r', path: 'train[3]' };
    const payload = { text: 'nul \u0000, snowman ☃', list: [1, null] };
    const first = { ...newEvent(source, 'a', payload), kind: 'asset', origin } as const;
    expect(await store().record(first)).toEqual({ created: true, waits: [] });
    expect(await store().record({ ...first, payload: 'other' })).toMatchObject({ created: false });
    await store().record(newEvent(source, 'b'));
    const rows = await store().list({ source });
    expect(rows).toMatchObject([{ eventId: 'b' }, first]);
    expect(sequence(rows[0])).toBeGreaterThan(sequence(rows[1]));
    expect(rows[0]).not.toHaveProperty('origin');
    expect(await store().list({ source, limit: 1 })).toHaveLength(1);
    expect(await store().list({ source: "x' or 1=1 --" })).toEqual([]);
  });

  it('lets exactly one of many tellers create an event', async () => {
    const event = newEvent(newSource(), 'same');
    const told = await Promise.all(Array.from({ length: 12 }, () => store().record(event)));
    expect(told.filter(({ created }) => created)).toHaveLength(1);
  });
}

function describeAge(store: () => EventStore): void {
  it('forgets old events, but none that a run has still to hear', async () => {
    const source = newSource();
    const [heard, due] = [newWait(source), newWait(source)];
    for (const id of ['heard', 'due', 'nobody']) {
      await store().record({ ...newEvent(source, id), payload: { id } });
    }
    await store().awaitEvent({ ...heard, where: { id: 'heard' } });
    await store().awaitEvent({ ...due, where: { id: 'due' } });
    await store().delivered(heard);
    const ids = async (): Promise<string[]> =>
      (await store().list({ source })).map(({ eventId }) => eventId);
    await store().forget(new Date(0), 10_000);
    expect(await ids()).toHaveLength(3);
    const later = new Date(Date.now() + 60_000);
    expect(await store().forget(later, 10_000)).toBeGreaterThanOrEqual(2);
    expect(await ids()).toEqual(['due']);
    expect(await open(store(), source)).toEqual([keyOf(due)]);
    expect(await store().record(newEvent(source, 'nobody'))).toMatchObject({ created: true });
    expect(sequence((await store().list({ source }))[0])).toBeGreaterThan(0);
  });
}

function describeMeetings(store: () => EventStore): void {
  it('hands an event to a wait that comes after it, if it was kept since', async () => {
    const source = newSource();
    await store().record(newEvent(source, 'a'));
    const wait = newWait(source);
    expect(await store().awaitEvent(wait)).toMatchObject({ eventId: 'a' });
    const late = { ...newWait(source), since: new Date(Date.now() + 60_000) };
    expect(await store().awaitEvent(late)).toBeUndefined();
  });

  it('hands an event to the waits that were there, and to no other', async () => {
    const source = newSource();
    const where = { file: 'x', deep: { b: 1, a: [null] } };
    const fits = { ...newWait(source), where };
    const not = { ...newWait(source), where: { file: 'y' } };
    const elsewhere = newWait(newSource());
    for (const wait of [fits, not, elsewhere]) {
      expect(await store().awaitEvent(wait)).toBeUndefined();
    }
    const event = newEvent(source, 'a', { file: 'x', deep: { a: [null], b: 1 }, more: true });
    expect((await store().record(event)).waits).toEqual([keyOf(fits)]);
    expect(await store().awaitEvent(not)).toBeUndefined();
    for (const payload of ['x', null, [1], { file: null }, { deep: {} }]) {
      const { waits } = await store().record(newEvent(source, JSON.stringify(payload), payload));
      expect(waits).toEqual([]);
    }
  });

  it('gives a wait the first event that fits, and the same one when it asks again', async () => {
    const source = newSource();
    await store().record(newEvent(source, 'other', { n: 1 }));
    await store().record(newEvent(source, 'mine', { n: 2 }));
    await store().record(newEvent(source, 'later', { n: 2 }));
    const wait = { ...newWait(source), where: { n: 2 } };
    for (let times = 0; times < 2; times += 1) {
      expect(await store().awaitEvent(wait)).toMatchObject({ eventId: 'mine' });
    }
    const cleared = { ...wait, generation: 2 };
    expect(await store().awaitEvent(cleared)).toMatchObject({ eventId: 'mine' });
  });
}

function describeDeliveries(store: () => EventStore): void {
  it('names a wait as undelivered until it is delivered or dropped', async () => {
    const source = newSource();
    const [one, two] = [newWait(source), newWait(source)];
    await store().awaitEvent(one);
    await store().awaitEvent(two);
    const { waits } = await store().record(newEvent(source, 'a'));
    expect(waits).toEqual(expect.arrayContaining([keyOf(one), keyOf(two)]));
    // Told again because the answer was lost: whoever was not told yet is named again.
    await store().delivered(keyOf(one));
    expect(await store().record(newEvent(source, 'a'))).toMatchObject({ waits: [keyOf(two)] });
    expect(await open(store(), source)).toEqual([keyOf(two)]);
    await store().dropWait(keyOf(two));
    expect(await open(store(), source)).toEqual([]);
    // Its own event again, for a driver that lost the answer of `awaitEvent`.
    expect(await store().awaitEvent(one)).toMatchObject({ eventId: 'a' });
  });

  it('drops a wait that is over, so that a later event finds nobody', async () => {
    const source = newSource();
    const wait = newWait(source);
    await store().awaitEvent(wait);
    await store().dropWait(keyOf(wait));
    await store().dropWait(keyOf(wait));
    expect((await store().record(newEvent(source, 'a'))).waits).toEqual([]);
    await store().delivered(keyOf(wait));
  });
}

function describeRaces(store: () => EventStore): void {
  it('lets event and wait meet whichever comes first, in many races', async () => {
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const source = newSource();
        const wait = newWait(source);
        const asks = (): Promise<EventRow | undefined> => store().awaitEvent(wait);
        const tells = (): Promise<{ waits: readonly EventWait[] }> =>
          store().record(newEvent(source, 'a'));
        const [met, told] =
          index % 2 === 0
            ? await Promise.all([asks(), tells()])
            : await Promise.all([tells(), asks()]).then(([b, a]) => [a, b] as const);
        // Never neither: that would be a run that waits for ever.
        expect(met !== undefined || told.waits.length === 1).toBe(true);
        expect(await open(store(), source)).toEqual([keyOf(wait)]);
        expect(await asks()).toMatchObject({ eventId: 'a' });
      }),
    );
  });

  it('gives every wait one event when many waits and events of a source cross', async () => {
    const source = newSource();
    const waits = Array.from({ length: 30 }, () => newWait(source));
    await Promise.all([
      ...waits.map((wait) => store().awaitEvent(wait)),
      ...Array.from({ length: 10 }, (_, index) => store().record(newEvent(source, `e${index}`))),
    ]);
    const met = await Promise.all(waits.map((wait) => store().awaitEvent(wait)));
    expect(met.filter((event) => event === undefined)).toEqual([]);
    expect(await open(store(), source)).toHaveLength(30);
  });
}

let count = 0;
function newSource(): string {
  count += 1;
  return `source-${process.pid}-${Date.now()}-${count}`;
}

function newEvent(source: string, eventId: string, payload: Json = { file: 'x' }): NewEvent {
  return { source, kind: 'event', eventId, payload, time: AT };
}

function newWait(source: string): NewEventWait {
  count += 1;
  const key = { dagId: 'events', runId: `r${count}`, path: 'wait[1]', generation: 1 };
  return { ...key, source, where: {}, since: LONG_AGO };
}

function keyOf({ dagId, runId, path, generation }: EventWait): EventWait {
  return { dagId, runId, path, generation };
}

async function open(store: EventStore, source: string): Promise<readonly EventWait[]> {
  const all = await store.undelivered(10_000);
  return all.filter(({ event }) => event.source === source).map(({ wait }) => wait);
}

function sequence(row: EventRow | undefined): number {
  return row?.sequence ?? Number.NaN;
}
