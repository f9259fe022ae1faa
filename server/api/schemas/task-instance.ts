import { z } from 'zod';
import { AnyJson, Timestamp } from './json.ts';

export const ErrorView = z.strictObject({ type: z.string(), message: z.string() });

export const WorkerFactsView = z.strictObject({
  identity: z.string(),
  build: z.string(),
  device: z.string().nullable(),
  backend: z.string().nullable(),
});

export const TaskInstanceView = z
  .strictObject({
    dag_id: z.string(),
    dag_run_id: z.string(),
    path: z.string(),
    task_id: z.string(),
    map_indexes: z.array(z.int()),
    state: z.string(),
    try_number: z.int(),
    queue: z.string().nullable(),
    worker: WorkerFactsView.nullable(),
    start_date: Timestamp.nullable(),
    end_date: Timestamp.nullable(),
    duration: z.number().nullable(),
    error: ErrorView.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'TaskInstance' });

export const TaskInstanceDetails = z
  .strictObject({
    ...TaskInstanceView.shape,
    output: AnyJson.nullable().meta({
      description: 'What the task returned: its value, or where a large one is stored.',
    }),
  })
  .meta({ id: 'TaskInstanceDetails' });

export const TaskInstanceList = z
  .strictObject({
    task_instances: z.array(TaskInstanceView),
    total_entries: z.int().meta({ description: 'That fit the filters.' }),
    counts: z.record(z.string(), z.int()).meta({ description: 'Of the whole run, by state.' }),
    next_after: z.string().nullable().meta({
      description: 'Hand it back as `after` for the next page; null at the end.',
    }),
    live: z.boolean().meta({
      description: 'True when the open run itself answered; else this is what the database has.',
    }),
  })
  .meta({ id: 'TaskInstanceList' });

export const AttemptView = z.strictObject({
  try_number: z.int(),
  generation: z.int().meta({ description: 'Of the run: one more with each clear.' }),
  state: z.string(),
  start_date: Timestamp,
  end_date: Timestamp.nullable(),
  duration: z.number().nullable(),
  worker: WorkerFactsView,
  error: ErrorView.nullable(),
});

export const AttemptList = z
  .strictObject({ attempts: z.array(AttemptView), total_entries: z.int() })
  .meta({ id: 'AttemptList' });

export const LogView = z
  .strictObject({
    try_number: z.int(),
    lines: z.array(
      z.strictObject({
        time: z.string(),
        level: z.enum(['debug', 'info', 'warn', 'error']),
        source: z.string(),
        message: z.string(),
        data: AnyJson.optional(),
      }),
    ),
    next: z.string().meta({ description: 'Hand it back as `after` to read on.' }),
    finished: z.boolean().meta({ description: 'True when no line will follow.' }),
  })
  .meta({ id: 'Log' });
