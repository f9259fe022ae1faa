import { z } from 'zod';
import type { EventRow } from '../../../stores/events/event-store.ts';
import { callerOf } from '../../guard/callers.ts';
import { sendEvent } from '../../runs/send-event.ts';
import type { Api, ApiContext } from '../context.ts';
import { EventBody, EventList, EventSent } from '../schemas/event.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { eventView } from '../views.ts';

const ListQuery = z.strictObject({
  source: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** What happened outside: told here, and by tasks with outlets. */
export function eventRoutes(api: Api, context: ApiContext): void {
  const { stores } = context;

  api.post(
    '/events',
    {
      schema: {
        operationId: 'sendEvent',
        body: EventBody,
        response: { 200: EventSent, ...REFUSALS },
      },
    },
    async (request) => {
      const { source, event_id: eventId, payload, time } = request.body;
      const at = time === undefined ? new Date() : new Date(time);
      const event = { source, kind: 'event', eventId, payload, time: at } as const;
      const { created, waits } = await sendEvent(context, event, callerOf(request));
      return {
        event_id: eventId,
        created,
        delivered_to: waits.map(({ dagId, runId, path }) => ({
          dag_id: dagId,
          dag_run_id: runId,
          path,
        })),
      };
    },
  );

  const list = (path: string, operationId: string, wanted: (row: EventRow) => boolean): void => {
    api.get(
      path,
      {
        schema: {
          operationId,
          querystring: ListQuery,
          response: { 200: EventList, ...REFUSALS },
        },
      },
      async ({ query: { source, limit } }) => {
        const rows = await stores.events.list({ limit, ...(source !== undefined && { source }) });
        const events = rows.filter(wanted).map(eventView);
        return { events, total_entries: events.length };
      },
    );
  };
  list('/events', 'listEvents', () => true);
  list('/assets/events', 'listAssetEvents', ({ kind }) => kind === 'asset');
}
