import type { FleetStore, WorkerBeat } from './fleet-store.ts';

/** The fleet of one process. */
export class MemoryFleetStore implements FleetStore {
  readonly #beats = new Map<string, { readonly beat: WorkerBeat; readonly at: number }>();

  async beat(worker: WorkerBeat): Promise<void> {
    const key = JSON.stringify([worker.identity, worker.queue, worker.role]);
    this.#beats.set(key, { beat: { queues: [worker.queue], ...worker }, at: Date.now() });
  }

  async leave(identity: string): Promise<void> {
    for (const [key, { beat }] of this.#beats) {
      if (beat.identity === identity) this.#beats.delete(key);
    }
  }

  async list(withinMs = 15_000): Promise<readonly WorkerBeat[]> {
    const since = Date.now() - withinMs;
    return [...this.#beats.values()]
      .filter(({ at }) => at >= since)
      .map(({ beat }) => beat)
      .sort((a, b) => compare(a.queue, b.queue) || compare(a.identity, b.identity));
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
