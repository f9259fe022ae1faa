/**
 * Drives runs in one process and in virtual time: the tested run, and the child dags it starts.
 *
 * V1 Bodies run for real, at most `parallel` at once; an attempt takes no virtual time but what a
 *    mock lets pass.
 * V2 The clock jumps only when nothing is going on, so what runs side by side never races a delay.
 * V3 Attempts end and retry by the same rules as on a worker: the activity says whether another
 *    try follows and after which delay.
 * V4 What waits for nothing that is still to come is an author's mistake, and said so by name.
 */
import type { Stores } from '../../stores/stores.ts';
import type { EventDesk } from './event-desk.ts';
import type { CallbackDesk } from './callback-desk.ts';
import type { NewVirtualRun } from './open-virtual-run.ts';
import type { TestDagOptions } from './test-options.ts';
import { VirtualClock } from './virtual-clock.ts';
import type { VirtualRun } from './virtual-run.ts';

export interface WorldOptions {
  readonly stores: Stores;
  readonly test: TestDagOptions;
  readonly parallel: number;
  /** The time at which virtual time begins, in milliseconds since 1970. */
  readonly epoch: number;
  readonly callbacks: CallbackDesk;
  readonly openRun: (run: NewVirtualRun) => Promise<VirtualRun>;
}

export class VirtualWorld {
  readonly clock = new VirtualClock();
  readonly options: WorldOptions;
  /** The tested run first. */
  readonly runs: VirtualRun[] = [];
  events: EventDesk | undefined;
  readonly #ready: (() => Promise<void>)[] = [];
  readonly #atEnd: (() => Promise<void>)[] = [];
  /** Verbs that are still to come by the clock. */
  #coming = 0;
  #bodies = 0;
  #busy = 0;
  #fault: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(options: WorldOptions) {
    this.options = options;
  }

  /** Virtual now as a date. */
  get date(): Date {
    return new Date(this.options.epoch + this.clock.now);
  }

  /** Does something that takes real time and no virtual time. */
  spawn(work: () => Promise<void>): void {
    this.#busy += 1;
    void work()
      .catch((error: unknown) => (this.#fault ??= { error }))
      .finally(() => {
        this.#busy -= 1;
        this.wake();
      });
  }

  /** Runs a body as soon as there is room. */
  enqueue(attempt: () => Promise<void>): void {
    this.#ready.push(attempt);
  }

  /** Something to be done at a time, which keeps the test going until then. */
  plan(at: number | 'end', work: () => Promise<void>): void {
    if (at === 'end') {
      this.#atEnd.push(work);
      return;
    }
    this.#coming += 1;
    this.clock.at(at, () => {
      this.#coming -= 1;
      this.spawn(work);
    });
  }

  wake(): void {
    this.#wake();
  }

  async untilFinished(): Promise<void> {
    for (;;) {
      if (this.#fault !== undefined) throw this.#fault.error;
      for (const run of this.runs) run.apply();
      this.#startReady();
      if (this.runs.some((run) => run.hasNews)) continue;
      if (this.#busy > 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      await this.options.callbacks.call(this.clock.now);
      if (this.#isOver()) return;
      if (this.#coming === 0 && this.runs.every((run) => run.isClosed)) this.#goOn();
      else if (!this.clock.advance()) throw new Error(this.#whyStuck());
    }
  }

  #isOver(): boolean {
    return this.runs.every((run) => run.isClosed) && this.#coming === 0 && this.#atEnd.length === 0;
  }

  #goOn(): void {
    const next = this.#atEnd.shift();
    if (next !== undefined) this.spawn(next);
  }

  #startReady(): void {
    while (this.#bodies < this.options.parallel) {
      const next = this.#ready.shift();
      if (next === undefined) return;
      this.#bodies += 1;
      this.spawn(() => next().finally(() => (this.#bodies -= 1)));
    }
  }

  #whyStuck(): string {
    const lines = this.runs.filter((run) => !run.isClosed).flatMap((run) => run.waitingFor());
    return (
      `The run waits for what never comes: ${lines.join('; ') || 'nothing in particular'}. ` +
      'Give the test `events`, `answers` or `interventions`, or the word a `timeout`.'
    );
  }
}
