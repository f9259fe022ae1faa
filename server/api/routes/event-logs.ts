import { z } from 'zod';
import type { Api, ApiContext } from '../context.ts';
import { CallbackList } from '../schemas/callback.ts';
import { EventLogList } from '../schemas/event-log.ts';
import { DagId, RunId } from '../schemas/id.ts';
import { REFUSALS } from '../schemas/problem.ts';
import { callbackView, eventLogView } from '../views.ts';

const Limit = z.coerce.number().int().min(1).max(1_000).default(100);
const LogQuery = z.strictObject({
  dag_id: DagId.optional(),
  run_id: RunId.optional(),
  limit: Limit,
});
const CallbackQuery = z.strictObject({
  state: z.enum(['waiting', 'sent', 'given_up']).optional(),
  limit: Limit,
});

/** Who did what, and what could not be told to whom. */
export function eventLogRoutes(api: Api, { stores }: ApiContext): void {
  api.get(
    '/eventLogs',
    {
      schema: {
        operationId: 'listEventLogs',
        querystring: LogQuery,
        response: { 200: EventLogList, ...REFUSALS },
      },
    },
    async ({ query: { dag_id, run_id, limit } }) => {
      const rows = await stores.audit.list({
        limit,
        ...(dag_id !== undefined && { dagId: dag_id }),
        ...(run_id !== undefined && { runId: run_id }),
      });
      return { event_logs: rows.map(eventLogView), total_entries: rows.length };
    },
  );

  api.get(
    '/callbacks',
    {
      schema: {
        operationId: 'listCallbacks',
        querystring: CallbackQuery,
        response: { 200: CallbackList, ...REFUSALS },
      },
    },
    async ({ query: { state, limit } }) => {
      const unsent = state !== undefined && state !== 'sent';
      const rows = await stores.outbox.list({ limit, ...(unsent && { unsent }) });
      const callbacks = rows
        .map(callbackView)
        .filter((row) => state === undefined || row.state === state);
      return { callbacks, total_entries: callbacks.length };
    },
  );
}
