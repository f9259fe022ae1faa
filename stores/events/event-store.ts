import type { Json } from '../../dsl/plan/json.ts';

/**
 * What happened outside a run: events told by webhook, REST or CLI, and asset updates by tasks with
 * outlets. Each (source, event id) is kept once, whoever tells it how often.
 *
 * W1 An event and a wait meet whichever comes first: `awaitEvent` looks for a fitting event since
 *    `since` in the transaction that registers the wait, `record` looks for fitting waits in the
 *    transaction that keeps the event.
 * W2 A fitting event is handed to a waiting instance until `delivered` says the run has it; the
 *    run itself drops a second delivery by event id.
 */
export interface EventStore {
  record(
    event: NewEvent,
  ): Promise<{ readonly created: boolean; readonly waits: readonly EventWait[] }>;
  list(filter: { readonly source?: string; readonly limit?: number }): Promise<readonly EventRow[]>;
  /** Idempotent by the instance and its generation. @returns the event it met, or undefined. */
  awaitEvent(wait: NewEventWait): Promise<EventRow | undefined>;
  /** Waits whose event is there and not delivered: for the sweeper that sends again. */
  undelivered(
    limit: number,
  ): Promise<readonly { readonly wait: EventWait; readonly event: EventRow }[]>;
  delivered(wait: EventWait): Promise<void>;
  /** The wait is over without an event: timed out, cancelled, cleared. */
  dropWait(wait: EventWait): Promise<void>;
  /**
   * Drops at most `limit` events that were kept before `before`, but those that a run has still to
   * hear. One of them that is told again is a new one. @returns how many.
   */
  forget(before: Date, limit: number): Promise<number>;
}
export interface NewEvent {
  /** Name of the asset or event. */
  readonly source: string;
  readonly kind: 'asset' | 'event';
  readonly eventId: string;
  readonly payload: Json;
  readonly time: Date;
  /** The task instance whose outlet it is. */
  readonly origin?: { readonly dagId: string; readonly runId: string; readonly path: string };
}
export interface EventRow extends NewEvent {
  /** Grows with each event kept. */
  readonly sequence: number;
}
export interface EventWait {
  readonly dagId: string;
  readonly runId: string;
  readonly path: string;
  readonly generation: number;
}
export interface NewEventWait extends EventWait {
  readonly source: string;
  /** Fields the payload must have, compared as JSON. */
  readonly where: { readonly [field: string]: Json };
  /** Events kept before this time do not count: the start of the run. */
  readonly since: Date;
}
