import { jsonCopy } from '../json-copy.ts';
import type { CacheAnswer, CacheEntry, NewCacheEntry, OutputCache } from './output-cache.ts';

interface Slot {
  readonly owner: string;
  readonly leaseUntil: number;
  readonly entry?: CacheEntry;
}

/** A cache of one process. */
export class MemoryOutputCache implements OutputCache {
  readonly #slots = new Map<string, Slot>();

  async begin(key: string, owner: string, leaseMs: number): Promise<CacheAnswer> {
    const slot = this.#slots.get(key);
    const now = Date.now();
    if (slot?.entry !== undefined && isFresh(slot.entry, now)) {
      return { kind: 'hit', entry: copyOf(slot.entry) };
    }
    const isTaken = slot !== undefined && slot.entry === undefined && slot.leaseUntil > now;
    if (isTaken && slot.owner !== owner) return { kind: 'wait' };
    this.#slots.set(key, { owner, leaseUntil: now + leaseMs });
    return { kind: 'fill' };
  }

  async extend(key: string, owner: string, leaseMs: number): Promise<boolean> {
    const slot = this.#slots.get(key);
    if (slot?.owner !== owner || slot.entry !== undefined) return false;
    this.#slots.set(key, { owner, leaseUntil: Date.now() + leaseMs });
    return true;
  }

  async fill(key: string, owner: string, entry: NewCacheEntry): Promise<boolean> {
    const slot = this.#slots.get(key);
    if (slot?.owner !== owner) return false;
    if (slot.entry !== undefined) return true;
    this.#slots.set(key, { ...slot, entry: copyOf({ ...entry, filledAt: new Date() }) });
    return true;
  }

  async release(key: string, owner: string): Promise<void> {
    const slot = this.#slots.get(key);
    if (slot?.owner === owner && slot.entry === undefined) this.#slots.delete(key);
  }

  async drop(key: string): Promise<void> {
    if (this.#slots.get(key)?.entry !== undefined) this.#slots.delete(key);
  }

  /** Outputs that are still good, for whoever asks which objects are needed. */
  fresh(now: Date): readonly CacheEntry[] {
    return [...this.#slots.values()].flatMap(({ entry }) =>
      entry !== undefined && isFresh(entry, now.getTime()) ? [entry] : [],
    );
  }
}

function isFresh({ expiresAt }: CacheEntry, now: number): boolean {
  return expiresAt === null || expiresAt.getTime() > now;
}

function copyOf(entry: CacheEntry): CacheEntry {
  return { ...entry, output: jsonCopy(entry.output), origin: { ...entry.origin } };
}
