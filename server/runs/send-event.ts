import type { EventWait, NewEvent } from '../../stores/events/event-store.ts';
import type { Stores } from '../../stores/stores.ts';
import type { RunControl } from '../control/run-control.ts';
import { Problem } from '../problem/problem.ts';
import { checkedPayload } from './event-payload.ts';
import { unstorableText } from './unstorable-text.ts';

/**
 * Keeps an event, once by source and event id, and hands it to the runs that wait for it. What
 * cannot be handed over now is by the sweeper of the engines: the event is kept.
 *
 * @throws Problem INVALID_PAYLOAD when it is not what the dags that wait for it declare.
 */
export async function sendEvent(
  { stores, control }: { readonly stores: Stores; readonly control: RunControl },
  event: NewEvent,
  by: string,
): Promise<{ readonly created: boolean; readonly waits: readonly EventWait[] }> {
  const place = unstorableText(event.payload);
  if (place !== undefined) {
    throw new Problem('INVALID_PAYLOAD', 'The payload holds text that no database keeps.', {
      issues: [{ path: place, code: 'unstorable_text', message: 'Text cannot be stored' }],
    });
  }
  const payload = await checkedPayload(stores, event.source, event.payload);
  const { created, waits } = await stores.events.record({ ...event, payload });
  // Again as well: the first time may have ended between the two.
  await stores.audit.record({
    id: `event/${event.source}/${event.eventId}`,
    at: new Date(),
    by,
    action: 'event.send',
    dagId: null,
    runId: null,
    reason: null,
    detail: { source: event.source, eventId: event.eventId },
  });
  const [kept] = (await stores.events.list({ source: event.source, limit: 100 })).filter(
    ({ eventId }) => eventId === event.eventId,
  );
  if (kept !== undefined) {
    await Promise.allSettled(waits.map((wait) => control.deliver(wait, kept)));
  }
  return { created, waits };
}
