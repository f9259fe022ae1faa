import { z } from 'zod';
import { Timestamp } from './json.ts';

export const WorkerList = z
  .strictObject({
    workers: z.array(
      z.strictObject({
        identity: z.string(),
        role: z.enum(['engine', 'cpu', 'gpu', 'custom']),
        queue: z.string(),
        build: z.string(),
        host: z.string(),
        pid: z.int(),
        device: z.string(),
        backend: z.string(),
        started_at: Timestamp,
      }),
    ),
    total_entries: z.int(),
  })
  .meta({ id: 'WorkerList' });

const Health = z.strictObject({ status: z.enum(['healthy', 'unhealthy']) });

export const MonitorHealth = z
  .strictObject({
    metadatabase: Health,
    object_store: Health,
    temporal: Health,
    engine: Health.meta({ description: 'Healthy when a worker that runs workflows is alive.' }),
    queues: z.record(z.string(), z.int()).meta({ description: 'Workers alive, by queue.' }),
  })
  .meta({ id: 'MonitorHealth' });

export const VersionView = z
  .strictObject({ version: z.string(), api: z.literal('v1') })
  .meta({ id: 'Version' });
