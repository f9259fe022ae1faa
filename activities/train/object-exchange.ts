import { setTimeout as sleep } from 'node:timers/promises';
import { fromTypedJson, toTypedJson } from '../../ml/model/typed-json.ts';
import type { BatchShare, PartGradients } from '../../ml/neural/shared-batch.ts';
import { errorCode } from '../../stores/objects/object-error.ts';
import { exchangeKey, exchangePrefix, type KeyInstance } from '../../stores/objects/object-key.ts';
import type { ObjectStore } from '../../stores/objects/object-store.ts';

export interface ExchangeOptions {
  readonly objects: ObjectStore;
  /** The ranks' common path. */
  readonly group: KeyInstance;
  /** Hash of network and data. */
  readonly of: string;
  readonly rank: number;
  readonly ranks: number;
  /** How long the others may take before their parts are made here. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** Told when a rank is missed, and when it is there again. */
  readonly onChange: (rank: number, present: boolean) => void;
}

/**
 * Ranks that meet in the object store: each leaves its part of every batch there and reads those of
 * the others. No rank listens anywhere, and none leads.
 *
 * X1 The first part under a key is the part, for everybody and for ever: whoever comes second takes
 *    what lies there. So all ranks add up the same bytes.
 * X2 A rank that is not heard of in time is not waited for: its part is made by whoever needs it.
 *    One that was missed is given twice the time a part takes here, and is in again once it keeps up.
 * X3 A rank that comes back goes on from its checkpoint through the parts that lie there, which is
 *    quicker than making them. Parts of an epoch are removed by their rank when the next one ends:
 *    by then every rank has a checkpoint behind them.
 */
export function objectExchange(options: ExchangeOptions): BatchShare {
  const { rank, ranks, patienceMs, onChange } = options;
  const missed = new Set<number>();
  const board = new PartBoard(options);
  return {
    ...{ rank, ranks },
    exchange: async (place, compute) => {
      await board.forget(place.epoch);
      const begun = performance.now();
      const own = await board.bring({ ...place, rank }, () => compute(rank));
      const ownMs = performance.now() - begun;
      const parts: PartGradients[] = [];
      for (let other = 0; other < ranks; other += 1) {
        if (other === rank) {
          parts.push(own);
          continue;
        }
        const waitMs = missed.has(other) ? 2 * ownMs : patienceMs;
        const found = await board.await({ ...place, rank: other }, waitMs);
        if ((found === undefined) !== missed.has(other)) {
          onChange(other, found !== undefined);
          if (found === undefined) missed.add(other);
          else missed.delete(other);
        }
        parts.push(found ?? (await board.bring({ ...place, rank: other }, () => compute(other))));
      }
      return parts;
    },
  };
}

/** Removes what ranks that are done have left. */
export async function removeExchange(objects: ObjectStore, group: KeyInstance): Promise<void> {
  for (;;) {
    const left = await objects.list(exchangePrefix(group), { limit: 1_000 });
    if (left.length === 0) return;
    for (const { key } of left) await objects.delete(key);
  }
}

interface PartPlace {
  readonly epoch: number;
  readonly batch: number;
  readonly rank: number;
}

const FIRST_POLL_MS = 2;
const LONGEST_POLL_MS = 100;

class PartBoard {
  readonly #options: ExchangeOptions;
  /** Keys of own parts by epoch, until they are removed. */
  readonly #left = new Map<number, string[]>();

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Leaves a part, unless one lies there; gives the one that does (X1). */
  async bring(place: PartPlace, make: () => Promise<PartGradients>): Promise<PartGradients> {
    const there = await this.#read(place);
    if (there !== undefined) return there;
    const part = await make();
    const key = this.#key(place);
    try {
      const body = Buffer.from(toTypedJson(part));
      await this.#options.objects.put(key, body, { onlyIfAbsent: true });
      this.#left.set(place.epoch, [...(this.#left.get(place.epoch) ?? []), key]);
      return part;
    } catch (error) {
      if (errorCode(error) !== 'OBJECT_EXISTS') throw error;
      return (await this.#read(place)) ?? part;
    }
  }

  /** A part that another rank brings, or `undefined` after so long. */
  async await(place: PartPlace, waitMs: number): Promise<PartGradients | undefined> {
    const { signal } = this.#options;
    const end = performance.now() + waitMs;
    let pollMs = FIRST_POLL_MS;
    for (;;) {
      const part = await this.#read(place);
      if (part !== undefined || performance.now() >= end) return part;
      await sleep(pollMs, undefined, { signal });
      pollMs = Math.min(pollMs * 1.5, LONGEST_POLL_MS);
    }
  }

  /** Removes what was left in epochs that nobody goes back to (X3). */
  async forget(epoch: number): Promise<void> {
    const old = [...this.#left.keys()].filter((left) => left < epoch - 1);
    for (const left of old) {
      const keys = this.#left.get(left) ?? [];
      this.#left.delete(left);
      await Promise.all(keys.map((key) => this.#options.objects.delete(key)));
    }
  }

  async #read(place: PartPlace): Promise<PartGradients | undefined> {
    try {
      const bytes = await this.#options.objects.get(this.#key(place));
      // Left by a rank of this very training, above as `part`.
      return fromTypedJson(Buffer.from(bytes).toString('utf8')) as PartGradients;
    } catch (error) {
      if (errorCode(error) === 'OBJECT_MISSING') return undefined;
      throw error;
    }
  }

  #key(place: PartPlace): string {
    return exchangeKey(this.#options.group, this.#options.of, place);
  }
}
