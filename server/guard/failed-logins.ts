import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/**
 * Counts wrong tokens by address. F1 The sixth wrong try within a minute, and every later one, is
 * told to wait. F2 After five *different* wrong tokens the address is refused altogether for the
 * rest of the minute: that is guessing. One stale token, asked again and again, locks nobody out.
 */
export class FailedLogins {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #addresses = new LRUCache<string, { until: number; tries: number; seen: Set<string> }>({
    max: 10_000,
  });

  constructor(options: { limit?: number; windowMs?: number; now?: () => number } = {}) {
    this.#limit = options.limit ?? 5;
    this.#windowMs = options.windowMs ?? 60_000;
    this.#now = options.now ?? Date.now;
  }

  /** Seconds an address has to wait before any token of it is looked at; 0 when it is free. */
  lockedSeconds(address: string): number {
    const entry = this.#current(address);
    return entry !== undefined && entry.seen.size > this.#limit ? this.#secondsLeft(entry) : 0;
  }

  /** Notes a wrong token. @returns seconds to wait, or 0 while tries are left. */
  note(address: string, token: string): number {
    const entry = this.#current(address) ?? {
      until: this.#now() + this.#windowMs,
      tries: 0,
      seen: new Set<string>(),
    };
    entry.tries += 1;
    if (entry.seen.size <= this.#limit) entry.seen.add(fingerprint(token));
    this.#addresses.set(address, entry);
    return entry.tries > this.#limit ? this.#secondsLeft(entry) : 0;
  }

  #current(address: string): { until: number; tries: number; seen: Set<string> } | undefined {
    const entry = this.#addresses.get(address);
    return entry !== undefined && entry.until > this.#now() ? entry : undefined;
  }

  #secondsLeft(entry: { readonly until: number }): number {
    return Math.max(1, Math.ceil((entry.until - this.#now()) / 1000));
  }
}

function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('base64').slice(0, 16);
}
