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
        queues: z.array(z.string()).meta({
          description:
            'Every task queue it listens to: the plain one, and those of wishes it fulfils.',
        }),
        capabilities: z
          .strictObject({
            cpu: z.number(),
            memory_bytes: z.number(),
            gpus: z.number(),
            gpu_memory_bytes: z.number(),
            labels: z.record(z.string(), z.string()),
          })
          .nullable(),
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
