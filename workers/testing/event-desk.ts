import { randomUUID } from 'node:crypto';
import type { EventWait } from '../../stores/events/event-store.ts';
import { parseDuration } from '../task/context/parse-duration.ts';
import type { TestEvent } from './test-options.ts';
import type { VirtualWorld } from './virtual-world.ts';

const MOST = 10_000;

/** Brings events to the instances that wait for them, through the stores, as in production. */
export class EventDesk {
  readonly #world: VirtualWorld;

  constructor(world: VirtualWorld) {
    this.#world = world;
  }

  /** Tells an event at its time. */
  tell(event: TestEvent): void {
    const at = event.at === undefined ? this.#world.clock.now : parseDuration(event.at);
    this.#world.clock.at(at, () => this.#world.spawn(() => this.#keep(event)));
  }

  /** Hands out what tasks with outlets have told. */
  deliver(): void {
    this.#world.spawn(() => this.#deliverAll());
  }

  async #keep({ source, payload, id }: TestEvent): Promise<void> {
    const { stores } = this.#world.options;
    const name = typeof source === 'string' ? source : source.name;
    const eventId = id ?? randomUUID();
    const time = this.#world.date;
    await stores.events.record({ source: name, kind: 'event', eventId, payload, time });
    await this.#deliverAll();
  }

  async #deliverAll(): Promise<void> {
    const undelivered = await this.#world.options.stores.events.undelivered(MOST);
    for (const { wait, event } of undelivered) this.#waiter(wait)?.deliver?.(event.payload);
  }

  #waiter({ dagId, runId, path, generation }: EventWait) {
    const run = this.#world.runs.find(
      ({ options: { facts } }) => facts.dagId === dagId && facts.runId === runId,
    );
    const started = run?.started(path);
    return started?.generation === generation ? started : undefined;
  }
}
