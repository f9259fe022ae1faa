import { z } from 'zod';
import { Timestamp } from './json.ts';

export const CallbackView = z
  .strictObject({
    id: z.string(),
    topic: z.enum(['callback', 'event']),
    build: z.string().nullable().meta({ description: 'Only its workers can send it.' }),
    state: z.enum(['waiting', 'sent', 'given_up']),
    created_at: Timestamp,
    sent_at: Timestamp.nullable(),
    given_up_at: Timestamp.nullable(),
    tries: z.int(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Callback' });

export const CallbackList = z
  .strictObject({ callbacks: z.array(CallbackView), total_entries: z.int() })
  .meta({ id: 'CallbackList' });
