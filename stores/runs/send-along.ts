import { randomUUID } from 'node:crypto';
import { keepEvent } from '../events/keep-event.ts';
import { ADD_MESSAGES } from '../outbox/outbox-sql.ts';
import { messageValues } from '../outbox/postgres-outbox-store.ts';
import type { Session } from '../postgres/database.ts';
import type { Outgoing } from './run-store.ts';

/** Writes what leaves with a write into the write's own transaction. */
export async function sendAlong(
  session: Session,
  { messages = [], events = [] }: Outgoing,
): Promise<void> {
  if (messages.length > 0) await session.query(ADD_MESSAGES, messageValues(messages));
  // By source, as `keepEvent` asks.
  const ordered = [...events].sort((a, b) => (a.source < b.source ? -1 : 1));
  for (const event of ordered) await keepEvent(session, event, randomUUID());
}

/** Whether a write has anything to send, and so needs a transaction. */
export function sendsAnything({ messages = [], events = [] }: Outgoing): boolean {
  return messages.length > 0 || events.length > 0;
}
