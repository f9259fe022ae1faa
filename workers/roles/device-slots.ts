import type {
  ActivitySlotInfo,
  CustomSlotSupplier,
  SlotPermit,
  WorkerTuner,
} from '@temporalio/worker';
import type { DevicePool } from '../task/index.ts';

/**
 * Slots of one queue whose tasks need devices. Several queues share the devices: each may hold out a
 * hand for a task while a device is free, and none does while all are taken, so that tasks wait on
 * the server, where another worker can take them.
 */
export class DeviceSlots implements CustomSlotSupplier<ActivitySlotInfo> {
  readonly type = 'custom';
  readonly #pool: DevicePool;
  readonly #slots: number;
  #given = 0;
  #whenGiven: (() => void)[] = [];

  constructor(pool: DevicePool, slots: number) {
    this.#pool = pool;
    this.#slots = slots;
  }

  async reserveSlot(_context: unknown, stop: AbortSignal): Promise<SlotPermit> {
    while (this.#given >= this.#slots || this.#pool.free === 0) {
      stop.throwIfAborted();
      if (this.#given >= this.#slots) await this.#untilReleased(stop);
      else await this.#pool.untilFree(stop);
    }
    this.#given += 1;
    return {};
  }

  tryReserveSlot(): SlotPermit | null {
    if (this.#given >= this.#slots || this.#pool.free === 0) return null;
    this.#given += 1;
    return {};
  }

  markSlotUsed(): void {
    // The attempt itself takes its device.
  }

  releaseSlot(): void {
    this.#given -= 1;
    for (const wake of this.#whenGiven.splice(0)) wake();
  }

  async #untilReleased(stop: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      stop.addEventListener('abort', () => resolve(), { once: true });
      this.#whenGiven.push(resolve);
    });
  }
}

const FEW_TASKS = 10;

/** A worker for one queue of tasks with devices; it has no other tasks. */
export function deviceTuner(pool: DevicePool, slots: number): WorkerTuner {
  const few = { type: 'fixed-size', numSlots: FEW_TASKS } as const;
  return {
    workflowTaskSlotSupplier: few,
    activityTaskSlotSupplier: new DeviceSlots(pool, slots),
    localActivityTaskSlotSupplier: few,
    nexusTaskSlotSupplier: few,
  };
}
