import type { PassedVerb } from '../protocol/shard-input.ts';

/**
 * The clears and marks that a run passes to one of its shards in flight.
 *
 * W1 Each is done once, in the order of the serials, however often and in whatever order they come.
 * W2 One that may not be taken now stops those behind it too: the run has them done by the shard's
 *    next execution.
 */
export class VerbDesk {
  private readonly early = new Map<number, PassedVerb>();
  private readonly take: (passed: PassedVerb) => boolean;
  private next = 0;

  /** `take` says false when it does not. */
  constructor(take: (passed: PassedVerb) => boolean) {
    this.take = take;
  }

  /** How many have been taken. */
  get taken(): number {
    return this.next;
  }

  submit(passed: PassedVerb): void {
    if (passed.serial >= this.next) this.early.set(passed.serial, passed);
    for (let due = this.early.get(this.next); due; due = this.early.get(this.next)) {
      if (!this.take(due)) return;
      this.early.delete(this.next);
      this.next += 1;
    }
  }
}
