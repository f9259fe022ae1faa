import type {
  EndStatus,
  TaskTracking,
  TrackBatch,
  TrackedTask,
} from '../../../stores/tracking/task-tracking.ts';
import { faultOfThrown } from '../describe-thrown.ts';
import { TaskFault } from '../fault.ts';
import { patiently, type Patience } from '../store-access/patience.ts';
import { BatchBuffer } from './batch-buffer.ts';

/**
 * What one attempt records, on its way to the store.
 *
 * K3 Batches go one after the other, in the order they came; a failed one is sent again until the
 *    worker's patience is over, then the attempt fails by the name of TrackingFailed.
 * K4 `finish` returns when all that was recorded is in the store: it comes before the completion.
 * K5 A store that is away cannot fill this process: past MAX_POINTS the attempt is to fail.
 */
export interface AttemptTrackerOptions {
  readonly store: TaskTracking;
  readonly patience: Patience;
  /** As it is now: the try is known only once the attempt has claimed. */
  readonly task: () => TrackedTask;
  /** Covers what must not be read in a log. */
  readonly mask: (text: string) => string;
}

const SEND_MS = 1_000;
const SEND_POINTS = 5_000;
const MAX_POINTS = 2_000_000;

export const TRACKING_FAILED = 'TrackingFailed';

export class AttemptTracker {
  readonly #options: AttemptTrackerOptions;
  readonly #buffer = new BatchBuffer();
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #idle = true;
  #fault: unknown;
  #used = false;

  constructor(options: AttemptTrackerOptions) {
    this.#options = options;
  }

  add(batch: TrackBatch): void {
    if (this.#fault !== undefined) return;
    if (this.#buffer.points + batch.metrics.length > MAX_POINTS) {
      this.#fault = new Error(`More than ${MAX_POINTS} points wait for the store.`);
      return;
    }
    this.#used = true;
    this.#buffer.add(this.#masked(batch));
    if (this.#buffer.points >= SEND_POINTS && this.#idle) this.#send();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, SEND_MS);
  }

  /** K4. @throws TaskFault TrackingFailed */
  async finish(status: EndStatus, endedAt: Date): Promise<void> {
    clearTimeout(this.#timer);
    const { store, task } = this.#options;
    // A first attempt that recorded nothing has no run; a later one may end its predecessor's.
    if (!this.#used && this.#fault === undefined && task().attempt === 1) return;
    await this.flush();
    await this.#try(() => store.endTask(task(), status, endedAt));
    if (this.#fault !== undefined) throw trackingFault(this.#fault);
  }

  /** Sends what waits. @throws TaskFault TrackingFailed */
  async flush(): Promise<void> {
    this.#send();
    await this.#sending;
    if (this.#fault !== undefined) throw trackingFault(this.#fault);
  }

  /** The masked values of secrets never reach the store. */
  #masked({ params, metrics, tags }: TrackBatch): TrackBatch {
    return { params: this.#maskAll(params), metrics, tags: this.#maskAll(tags) };
  }

  #maskAll(texts: { readonly [key: string]: string }): { readonly [key: string]: string } {
    const masked = Object.entries(texts).map(([key, text]) => [key, this.#options.mask(text)]);
    // Pairs of texts, made a line above.
    return Object.fromEntries(masked) as { readonly [key: string]: string };
  }

  #send(): void {
    if (!this.#buffer.filled) return;
    const batch = this.#buffer.take();
    this.#idle = false;
    this.#sending = this.#sending.then(async () => {
      await this.#try(() => this.#options.store.recordTask(this.#options.task(), batch));
      this.#idle = true;
      if (this.#buffer.points >= SEND_POINTS) this.#send();
    });
  }

  async #try(operation: () => Promise<unknown>): Promise<void> {
    if (this.#fault !== undefined) return;
    try {
      await patiently(operation, this.#options.patience);
    } catch (error) {
      this.#fault = error;
    }
  }
}

function trackingFault(error: unknown): TaskFault {
  const { message, stack } = faultOfThrown(error);
  return new TaskFault({
    type: TRACKING_FAILED,
    message: `What the task recorded with \`ctx.track\` could not be kept. ${message}`,
    retry: true,
    ...(stack === undefined ? {} : { stack }),
  });
}
