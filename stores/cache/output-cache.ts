import type { JsonObject } from '../../dsl/plan/json.ts';

/**
 * Outputs by what they were made from. One attempt at a time fills a key (C1); a filler that is not
 * heard of for its lease loses the key to the next (C2). An entry whose object is gone is dropped
 * by whoever finds out and filled again (C3).
 */
export interface OutputCache {
  /**
   * `hit`: an output is there. `fill`: the caller owns the key for `leaseMs` and is to fill or
   * release it. `wait`: somebody else is filling it; ask again.
   */
  begin(key: string, owner: string, leaseMs: number): Promise<CacheAnswer>;
  /** Keeps the key while the body runs. @returns false when another has taken it over. */
  extend(key: string, owner: string, leaseMs: number): Promise<boolean>;
  fill(key: string, owner: string, entry: NewCacheEntry): Promise<boolean>;
  /** The body failed, or the entry's object is gone. */
  release(key: string, owner: string): Promise<void>;
  drop(key: string): Promise<void>;
}
export type CacheAnswer =
  | { readonly kind: 'hit'; readonly entry: CacheEntry }
  | { readonly kind: 'fill' }
  | { readonly kind: 'wait' };
export interface NewCacheEntry {
  /** The protocol's `Output` as JSON. */
  readonly output: JsonObject;
  readonly expiresAt: Date | null;
  readonly origin: { readonly dagId: string; readonly runId: string; readonly path: string };
}
export interface CacheEntry extends NewCacheEntry {
  readonly filledAt: Date;
}
