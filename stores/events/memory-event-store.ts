import { jsonCopy } from '../json-copy.ts';
import { payloadFits } from './event-match.ts';
import type { EventRow, EventStore, EventWait, NewEvent, NewEventWait } from './event-store.ts';

interface Wait {
  readonly wait: NewEventWait;
  met: EventRow | undefined;
  delivered: boolean;
}

/** Events of one process. One thread runs it, so W1 needs no lock. */
export class MemoryEventStore implements EventStore {
  readonly #events: { readonly event: EventRow; readonly keptAt: number }[] = [];
  #last = 0;
  readonly #waits = new Map<string, Wait>();

  async record(
    event: NewEvent,
  ): Promise<{ readonly created: boolean; readonly waits: readonly EventWait[] }> {
    return this.keep(event);
  }

  /** As `record`, at once: for writes that keep an event along with something else. */
  keep(event: NewEvent): { readonly created: boolean; readonly waits: readonly EventWait[] } {
    const known = this.#events.find(
      ({ event: { source, eventId } }) => source === event.source && eventId === event.eventId,
    );
    const row = known?.event ?? { ...jsonCopyOf(event), sequence: this.#last + 1 };
    if (known === undefined) {
      this.#last += 1;
      this.#events.push({ event: row, keptAt: Date.now() });
      for (const wait of this.#waits.values()) if (wants(wait, row)) wait.met = row;
    }
    const waits = [...this.#waits.values()].filter(
      ({ met, delivered }) => met === row && !delivered,
    );
    return { created: known === undefined, waits: waits.map(({ wait }) => keyOf(wait)) };
  }

  async list({
    source,
    limit = 100,
  }: {
    readonly source?: string;
    readonly limit?: number;
  }): Promise<readonly EventRow[]> {
    return this.#events
      .map(({ event }) => event)
      .filter((event) => source === undefined || event.source === source)
      .reverse()
      .slice(0, limit)
      .map(jsonCopyOf);
  }

  async awaitEvent(wait: NewEventWait): Promise<EventRow | undefined> {
    const key = textOf(wait);
    const known = this.#waits.get(key);
    const entry = known ?? {
      wait: { ...wait, where: jsonCopy(wait.where) },
      met: undefined,
      delivered: false,
    };
    this.#waits.set(key, entry);
    entry.met ??= this.#events.find(
      ({ event, keptAt }) => keptAt >= wait.since.getTime() && wants(entry, event),
    )?.event;
    return entry.met && jsonCopyOf(entry.met);
  }

  async undelivered(
    limit: number,
  ): Promise<readonly { readonly wait: EventWait; readonly event: EventRow }[]> {
    return [...this.#waits.values()]
      .flatMap(({ wait, met, delivered }) =>
        met === undefined || delivered ? [] : [{ wait: keyOf(wait), event: jsonCopyOf(met) }],
      )
      .sort((a, b) => a.event.sequence - b.event.sequence)
      .slice(0, limit);
  }

  async delivered(wait: EventWait): Promise<void> {
    const entry = this.#waits.get(textOf(wait));
    if (entry?.met !== undefined) entry.delivered = true;
  }

  async dropWait(wait: EventWait): Promise<void> {
    const entry = this.#waits.get(textOf(wait));
    if (entry?.delivered === false) this.#waits.delete(textOf(wait));
  }

  async forget(before: Date, limit: number): Promise<number> {
    const open = new Set([...this.#waits.values()].map(({ met, delivered }) => !delivered && met));
    const old = this.#events
      .filter(({ event, keptAt }) => keptAt < before.getTime() && !open.has(event))
      .slice(0, limit);
    for (const [key, { met }] of this.#waits) {
      if (old.some(({ event }) => event === met)) this.#waits.delete(key);
    }
    for (const each of old) this.#events.splice(this.#events.indexOf(each), 1);
    return old.length;
  }
}

function wants({ wait, met }: Wait, event: EventRow): boolean {
  return (
    met === undefined && wait.source === event.source && payloadFits(event.payload, wait.where)
  );
}

function keyOf({ dagId, runId, path, generation }: EventWait): EventWait {
  return { dagId, runId, path, generation };
}

function textOf({ dagId, runId, path, generation }: EventWait): string {
  return JSON.stringify([dagId, runId, path, generation]);
}

function jsonCopyOf<E extends NewEvent>(event: E): E {
  return { ...event, payload: jsonCopy(event.payload) };
}
