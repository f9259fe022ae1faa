import { z } from 'zod';
import { AnyObject, Timestamp } from './json.ts';

export const EventLogView = z
  .strictObject({
    event_log_id: z.string().meta({ description: 'The request id of what was done.' }),
    when: Timestamp,
    owner: z.string().meta({ description: 'Who did it, by the name of the token.' }),
    event: z.string().meta({ description: '`run.clear`, `run.mark`, `approval.answer`, …' }),
    dag_id: z.string().nullable(),
    run_id: z.string().nullable(),
    reason: z.string().nullable(),
    extra: AnyObject,
  })
  .meta({ id: 'EventLog' });

export const EventLogList = z
  .strictObject({ event_logs: z.array(EventLogView), total_entries: z.int() })
  .meta({ id: 'EventLogList' });
