import { z } from 'zod';
import { AnyJson, Timestamp } from './json.ts';
import { storableText } from './storable.ts';

const Name = storableText(200).refine((text) => text.length > 0, 'Expected a name');

export const EventBody = z
  .strictObject({
    source: Name.meta({ description: 'Name of the asset or event.' }),
    event_id: Name.meta({ description: 'Each is taken once, however often it is sent.' }),
    payload: AnyJson.default(null),
    time: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ id: 'SendEvent' });

export const EventView = z
  .strictObject({
    sequence: z.int(),
    source: z.string(),
    kind: z.enum(['asset', 'event']),
    event_id: z.string(),
    payload: AnyJson.nullable(),
    time: Timestamp,
    origin: z
      .strictObject({ dag_id: z.string(), dag_run_id: z.string(), path: z.string() })
      .nullable()
      .meta({ description: 'The task instance whose outlet it is.' }),
  })
  .meta({ id: 'Event' });

export const EventList = z
  .strictObject({ events: z.array(EventView), total_entries: z.int() })
  .meta({ id: 'EventList' });

export const EventSent = z
  .strictObject({
    event_id: z.string(),
    created: z.boolean().meta({ description: 'False when it had been sent before.' }),
    delivered_to: z
      .array(z.strictObject({ dag_id: z.string(), dag_run_id: z.string(), path: z.string() }))
      .meta({ description: 'Task instances that waited for it.' }),
  })
  .meta({ id: 'EventSent' });
