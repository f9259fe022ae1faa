import { z } from 'zod';
import { Timestamp } from './json.ts';

const Texts = z.record(z.string(), z.string());

export const ExperimentView = z
  .strictObject({
    experiment_id: z.string(),
    name: z.string(),
    created_at: Timestamp,
    updated_at: Timestamp,
    tags: Texts,
  })
  .meta({ id: 'Experiment' });

export const ExperimentList = z
  .strictObject({ experiments: z.array(ExperimentView) })
  .meta({ id: 'ExperimentList' });

export const TrackedRunView = z
  .strictObject({
    run_id: z.string(),
    experiment_id: z.string(),
    name: z.string(),
    user: z.string(),
    status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
    started_at: Timestamp,
    ended_at: Timestamp.nullable(),
    metrics: z
      .record(z.string(), z.number().nullable())
      .meta({ description: 'The latest value of each; null for what is no finite number.' }),
    params: Texts,
    tags: Texts,
  })
  .meta({ id: 'TrackedRun' });

export const TrackedRunList = z
  .strictObject({ runs: z.array(TrackedRunView) })
  .meta({ id: 'TrackedRunList' });

export const RunSearchQuery = z.strictObject({
  filter: z.string().max(10_000).default('').meta({ description: 'As MLflow writes filters.' }),
  order_by: z.string().max(1_000).optional().meta({ description: '`metrics.accuracy DESC`' }),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
