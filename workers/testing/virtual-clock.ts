/** Something to be done at a time of the run. */
interface Appointment {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * The clock of a tested run, in milliseconds since its start. It stands still while code runs and
 * jumps to the next appointment when nothing else is left to do.
 */
export class VirtualClock {
  #now = 0;
  #made = 0;
  readonly #appointments = new Map<number, Appointment>();

  get now(): number {
    return this.#now;
  }

  /** Does `run` at a later time; the answer calls it off. */
  at(time: number, run: () => void): () => void {
    const order = this.#made++;
    this.#appointments.set(order, { at: Math.max(time, this.#now), order, run });
    return () => void this.#appointments.delete(order);
  }

  /** Goes to the next appointment and keeps it. @returns false when there is none. */
  advance(): boolean {
    let next: Appointment | undefined;
    for (const each of this.#appointments.values()) {
      // The one made first comes first in the map, and so first at its time.
      if (next === undefined || each.at < next.at) next = each;
    }
    if (next === undefined) return false;
    this.#appointments.delete(next.order);
    this.#now = next.at;
    next.run();
    return true;
  }
}
