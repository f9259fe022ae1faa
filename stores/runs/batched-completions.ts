import type { Completion, Fence, InstanceKey } from './run-store.ts';

/** A completion that is on its way to the database. */
export interface PendingCompletion {
  readonly key: InstanceKey;
  readonly fence: Fence;
  readonly completion: Completion;
}

/** Writes at a time: the next batch fills while these are under way. */
const LANES = 2;
/** How long a worker that completes hundreds a second lets completions gather, at most. */
const MOST_GATHER_MS = 20;
/** Completions in half a second up to which none waits, and how many more add a millisecond. */
const FEW = 50;
const MORE_PER_MS = 5;
const RATE_WINDOW_MS = 500;
/** A statement stays small enough to be planned, sent and retried at once. */
const MOST = 100;
const MOST_BYTES = 256 * 1024;

interface Waiting extends PendingCompletion {
  readonly bytes: number;
  readonly resolve: (kept: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Completions that meet at the database go there together: one statement, one commit.
 *
 * B1 A completion that meets no other is written at once, by itself: a chain waits for nobody, and
 *    neither does a small fan-out. Only where hundreds complete in a second they gather a moment
 *    first: each commit costs this worker and the database far more than a row does.
 * B2 None is answered before its own row is committed or refused.
 * B3 A batch holds an instance once; a second completion of it goes with a later batch, and the
 *    fences decide between them as between any two writes.
 * B4 What a batch could not write is written one by one, so that one row's fault is its own.
 */
export class BatchedCompletions {
  readonly #writeOne: (pending: PendingCompletion) => Promise<boolean>;
  readonly #writeMany: (batch: readonly PendingCompletion[]) => Promise<readonly boolean[]>;
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #lanes = 0;
  #gathering: NodeJS.Timeout | undefined;
  #rate = { since: 0, count: 0, before: 0 };

  constructor(
    writeOne: (pending: PendingCompletion) => Promise<boolean>,
    writeMany: (batch: readonly PendingCompletion[]) => Promise<readonly boolean[]>,
    now: () => number = () => performance.now(),
  ) {
    this.#writeOne = writeOne;
    this.#writeMany = writeMany;
    this.#now = now;
  }

  /** @returns false when the fence was refused. */
  add(pending: PendingCompletion): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const bytes = JSON.stringify(pending.completion.output).length;
      this.#waiting.push({ ...pending, bytes, resolve, reject });
      const gatherMs = this.#gatherMs();
      if (gatherMs === 0) this.#pump();
      else this.#gathering ??= setTimeout(() => this.#pump(), gatherMs);
    });
  }

  /** From the completions of this half second and the one before. */
  #gatherMs(): number {
    const now = this.#now();
    const { since, count } = this.#rate;
    if (now - since >= RATE_WINDOW_MS) {
      const isNext = now - since < 2 * RATE_WINDOW_MS;
      this.#rate = { since: now, count: 0, before: isNext ? count : 0 };
    }
    this.#rate.count += 1;
    const many = Math.max(this.#rate.count, this.#rate.before) - FEW;
    return Math.min(MOST_GATHER_MS, Math.max(0, Math.ceil(many / MORE_PER_MS)));
  }

  #pump(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    while (this.#lanes < LANES && this.#waiting.length > 0) {
      const batch = this.#take();
      this.#lanes += 1;
      void this.#write(batch).finally(() => {
        this.#lanes -= 1;
        if (this.#gathering === undefined) this.#pump();
      });
    }
  }

  #take(): readonly Waiting[] {
    const [batch, left]: [Waiting[], Waiting[]] = [[], []];
    const taken = new Set<string>();
    let bytes = 0;
    for (const waiting of this.#waiting) {
      const name = JSON.stringify(waiting.key);
      const fits = batch.length < MOST && bytes + waiting.bytes <= MOST_BYTES && !taken.has(name);
      if (fits || batch.length === 0) {
        batch.push(waiting);
        bytes += waiting.bytes;
      } else left.push(waiting);
      taken.add(name);
    }
    this.#waiting = left;
    return batch;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) return this.#writeAlone(only);
    try {
      const kept = await this.#writeMany(batch);
      batch.forEach((waiting, index) => waiting.resolve(kept[index] ?? false));
    } catch {
      // Whose fault it was shows when each goes by itself (B4).
      await Promise.all(batch.map((waiting) => this.#writeAlone(waiting)));
    }
  }

  async #writeAlone(waiting: Waiting): Promise<void> {
    await this.#writeOne(waiting).then(waiting.resolve, waiting.reject);
  }
}
