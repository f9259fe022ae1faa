import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import type { BodyOutcome } from '../run-body.ts';
import type { Signals } from '../attempt/stop-signals.ts';
import type { Order } from './channel.ts';
import type { Sources } from './frozen-sources.ts';
import { TaskProcess, type ProcessListener } from './task-process.ts';

export interface ChildPoolOptions {
  /** Processes at once. Default: one for each processor, or one for a device. */
  readonly max: number;
  /** Names of variables of the worker that task processes see besides the usual few. */
  readonly env: readonly string[];
  readonly maxHeapMb: number;
  /** A process is replaced after this many tries: what author code leaks goes with it. */
  readonly maxOrders: number;
  /** A process that nobody needed for this long is ended. */
  readonly idleMs: number;
}
/** The same with what the worker knows. */
export interface ChildPoolSetup extends Partial<ChildPoolOptions> {
  readonly log: Logger;
  readonly onePerDevice: boolean;
  readonly sources?: Sources;
}

const MAX_ORDERS = 100;
const IDLE_MS = 60_000;

/** Warm processes for task bodies: one try at a time each, first come first served. */
export class ChildPool {
  readonly #setup: ChildPoolSetup;
  readonly #max: number;
  readonly #idle = new Map<TaskProcess, NodeJS.Timeout>();
  readonly #waiting: (() => void)[] = [];
  readonly #all = new Set<TaskProcess>();
  #busy = 0;

  constructor(setup: ChildPoolSetup) {
    this.#setup = setup;
    this.#max = setup.max ?? (setup.onePerDevice ? 1 : availableParallelism());
  }

  /** Runs one try. The signals stop it politely, then kill its process. */
  async run(order: Order, listener: ProcessListener, signals: Signals): Promise<BodyOutcome> {
    await this.#turn(signals.stop);
    const child = this.#childFor(order);
    const stop = (): void => child.stop();
    const kill = (): void => child.kill();
    signals.stop.addEventListener('abort', stop, { once: true });
    signals.kill.addEventListener('abort', kill, { once: true });
    try {
      return await child.run(order, listener, signals.stop);
    } finally {
      signals.stop.removeEventListener('abort', stop);
      signals.kill.removeEventListener('abort', kill);
      await this.#giveBack(child);
    }
  }

  async close(): Promise<void> {
    const children = [...this.#all];
    for (const child of children) this.#retire(child);
    await Promise.all(children.map((child) => child.ended()));
  }

  /** Waits for a place; leaves the queue when told to stop. */
  async #turn(stop: AbortSignal): Promise<void> {
    stop.throwIfAborted();
    if (this.#busy < this.#max) {
      this.#busy += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        stop.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(new Error('Told to stop before a process was free.'));
      };
      stop.addEventListener('abort', leave, { once: true });
      this.#waiting.push(go);
    });
  }

  #childFor({ file, planHash, deviceIds }: Order): TaskProcess {
    for (const [child, timer] of this.#idle) {
      const fits = child.reusable && child.fits(file, planHash, deviceIds);
      if (!fits && child.reusable && this.#all.size < this.#max) continue;
      clearTimeout(timer);
      this.#idle.delete(child);
      if (fits) return child;
      this.#retire(child);
    }
    const { env = [], maxHeapMb, sources } = this.#setup;
    const child = new TaskProcess({
      env,
      deviceIds,
      ...(maxHeapMb === undefined ? {} : { maxHeapMb }),
      ...(sources === undefined ? {} : { sources }),
    });
    this.#all.add(child);
    return child;
  }

  /** A killed process is waited for: the next try finds the device free. */
  async #giveBack(child: TaskProcess): Promise<void> {
    if (child.reusable && child.orders < (this.#setup.maxOrders ?? MAX_ORDERS)) {
      const timer = setTimeout(() => {
        this.#idle.delete(child);
        this.#retire(child);
      }, this.#setup.idleMs ?? IDLE_MS);
      timer.unref();
      this.#idle.set(child, timer);
    } else {
      this.#retire(child);
      await child.ended();
    }
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
  }

  #retire(child: TaskProcess): void {
    clearTimeout(this.#idle.get(child));
    this.#idle.delete(child);
    this.#all.delete(child);
    child.kill();
  }
}
