/** A device of this worker, as tasks and processes know it. */
export interface DeviceId {
  /** What `CUDA_VISIBLE_DEVICES` and `nvidia-smi` call it. */
  readonly id: string;
  readonly name: string;
}

/**
 * The devices of a worker process, whatever queues its tasks come from.
 *
 * D1 A device has one holder at a time.
 * D2 Who wants several gets them together, and first come is first served, so that nobody waits for
 *    what another holds while holding what the other waits for.
 */
export class DevicePool {
  readonly #free: DeviceId[];
  readonly #size: number;
  readonly #waiting: { readonly count: number; readonly grant: (taken: DeviceId[]) => void }[] = [];
  #whenFree: (() => void)[] = [];

  constructor(devices: readonly DeviceId[]) {
    this.#free = [...devices];
    this.#size = devices.length;
  }

  get size(): number {
    return this.#size;
  }

  get free(): number {
    return this.#waiting.length > 0 ? 0 : this.#free.length;
  }

  /** @throws Error when there are never so many, or `stop` is aborted before they are free. */
  async take(count: number, stop?: AbortSignal): Promise<readonly DeviceId[]> {
    if (count > this.#size) {
      throw new Error(`The task asks for ${count} devices; this worker has ${this.#size}.`);
    }
    stop?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(new Error('Told to stop before a device was free.'));
        this.#serve();
      };
      const entry = {
        count,
        grant: (taken: DeviceId[]) => {
          stop?.removeEventListener('abort', leave);
          resolve(taken);
        },
      };
      stop?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(entry);
      this.#serve();
    });
  }

  giveBack(devices: readonly DeviceId[]): void {
    this.#free.push(...devices);
    this.#serve();
  }

  /** Settles once a device is free and nobody waits for it. */
  async untilFree(stop: AbortSignal): Promise<void> {
    while (this.free === 0) {
      stop.throwIfAborted();
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          stop.removeEventListener('abort', wake);
          resolve();
        };
        stop.addEventListener('abort', wake, { once: true });
        this.#whenFree.push(wake);
      });
    }
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (next.count > this.#free.length) return;
      this.#waiting.shift();
      next.grant(this.#free.splice(0, next.count));
    }
    if (this.#free.length === 0) return;
    for (const wake of this.#whenFree.splice(0)) wake();
  }
}
