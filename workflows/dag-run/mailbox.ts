import type { GivenAnswer } from '../protocol/answer.ts';

/** What may come from outside to a waiting instance. */
export type Message =
  | { readonly kind: 'event'; readonly payload: unknown; readonly eventId: string }
  | { readonly kind: 'answer'; readonly answer: GivenAnswer };

export interface Waiter {
  /** The one its wait or question was registered under. */
  readonly generation: number;
  /** @throws ApplicationFailure when the message cannot be taken. */
  check(message: Message): void;
  take(message: Message): void;
}

/**
 * Waiting instances by path, for deliveries and answers.
 *
 * M1 A message to a path where nobody waits is not kept: events stay in the database, where a wait
 *    that begins later finds them, and an answer without a question is refused.
 */
export class Mailbox {
  private readonly waiters = new Map<string, Waiter>();

  open(path: string, waiter: Waiter): void {
    this.waiters.set(path, waiter);
  }

  close(path: string): void {
    this.waiters.delete(path);
  }

  /** Takes a message that nobody can be told of when it does not fit; such a one is dropped. */
  offer(path: string, message: Message): void {
    const waiter = this.waiters.get(path);
    try {
      waiter?.check(message);
    } catch {
      return;
    }
    waiter?.take(message);
  }

  waiter(path: string): Waiter | undefined {
    return this.waiters.get(path);
  }
}
