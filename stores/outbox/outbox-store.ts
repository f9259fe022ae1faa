import type { JsonObject } from '../../dsl/plan/json.ts';

/**
 * Messages that leave once their transaction is committed. `RunStore.complete`, `recordFailure` and
 * `finishRun` take messages and write them in their own transaction.
 *
 * O1 The id says what it tells (instance, generation, try, kind), so writing it again adds nothing.
 * O2 A message is leased to one sender at a time; it is gone once `sent`, and given up, visibly,
 *    after `maxTries`.
 */
export interface OutboxStore {
  /** Messages that tell of no end, and so leave with no other write: a body that begins. */
  write(messages: readonly NewOutboxMessage[]): Promise<void>;
  /**
   * The oldest messages of a topic that are due and not leased; with `build`, those of that build
   * and those of none. Each lease counts as a try, so that a message that ends its senders is
   * found out.
   */
  lease(
    topic: string,
    filter: { readonly build?: string },
    limit: number,
    leaseMs: number,
  ): Promise<readonly OutboxRow[]>;
  sent(id: string): Promise<void>;
  /** `retryAt` null gives it up. */
  failed(id: string, error: string, retryAt: Date | null): Promise<void>;
  /** Newest first. */
  list(filter: {
    readonly topic?: string;
    readonly unsent?: boolean;
    readonly limit?: number;
  }): Promise<readonly OutboxRow[]>;
  /** Drops at most `limit` messages sent or given up before `before`. @returns how many. */
  forget(before: Date, limit: number): Promise<number>;
}
export interface NewOutboxMessage {
  /** Stable text; see O1. */
  readonly id: string;
  readonly topic: 'callback' | 'event';
  /** Only workers of this build have its code. */
  readonly build: string | null;
  readonly payload: JsonObject;
}
export interface OutboxRow extends NewOutboxMessage {
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  /** Times it was leased. */
  readonly tries: number;
  readonly givenUpAt: Date | null;
  readonly error: string | null;
}
