import { randomUUID } from 'node:crypto';
import { answered, apiClient } from '../api/client.ts';
import type { ListEventsOptions, SendEventOptions } from '../command-options.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';
import { timeText } from '../output/words.ts';
import { parseJson } from '../parse-conf.ts';
import { runNameText } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';
import { isoDate } from './dags-trigger.ts';

/** `events send` */
export async function eventsSend(
  terminal: Terminal,
  source: string,
  options: SendEventOptions,
): Promise<void> {
  const payload = options.payload === undefined ? null : parseJson('--payload', options.payload);
  const sent = await answered(
    apiClient(terminal).POST('/api/v1/events', {
      body: {
        source,
        event_id: options.id ?? randomUUID(),
        payload,
        ...(options.time !== undefined && { time: isoDate(options.time) }),
      },
    }),
  );
  show(terminal, options, sent, () => {
    if (!sent.created) return `${source}: ${sent.event_id} was told before.`;
    const waiting = sent.delivered_to.map((each) => `${runNameText(each)} ${each.path}`);
    const heard =
      waiting.length === 0 ? 'nobody waits for it yet' : `heard by ${waiting.join(', ')}`;
    return `${source}: ${sent.event_id} is kept; ${heard}.`;
  });
}

/** `events list` */
export async function eventsList(terminal: Terminal, options: ListEventsOptions): Promise<void> {
  const { events } = await answered(
    apiClient(terminal).GET('/api/v1/events', {
      params: {
        query: {
          limit: Math.min(options.limit, 1_000),
          ...(options.source !== undefined && { source: options.source }),
        },
      },
    }),
  );
  show(terminal, options, events, () =>
    events.length === 0
      ? 'No event.'
      : table(
          ['time', 'source', 'kind', 'id', 'payload', 'from'],
          events.map((event) => [
            ...[timeText(event.time), event.source, event.kind, event.event_id],
            JSON.stringify(event.payload).slice(0, 60),
            event.origin === null ? '' : `${runNameText(event.origin)} ${event.origin.path}`,
          ]),
        ),
  );
}
