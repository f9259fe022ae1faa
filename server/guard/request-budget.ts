import { LRUCache } from 'lru-cache';

/** Requests to `/api` of one caller within a minute; a page of the CLI takes three or four. */
export const REQUESTS_PER_MINUTE = 6_000;
const WINDOW_MS = 60_000;

/** Counts the requests of each caller in windows of a minute. */
export class RequestBudget {
  readonly #limit: number;
  readonly #now: () => number;
  readonly #windows = new LRUCache<string, { until: number; used: number }>({ max: 10_000 });

  /** A limit of 0 is none. */
  constructor(limit: number = REQUESTS_PER_MINUTE, now: () => number = Date.now) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Takes one request. @returns seconds to wait when none is left, else 0. */
  take(caller: string): number {
    if (this.#limit === 0) return 0;
    const now = this.#now();
    const known = this.#windows.get(caller);
    const window =
      known !== undefined && known.until > now ? known : { until: now + WINDOW_MS, used: 0 };
    if (window !== known) this.#windows.set(caller, window);
    window.used += 1;
    return window.used > this.#limit ? Math.max(1, Math.ceil((window.until - now) / 1000)) : 0;
  }
}
