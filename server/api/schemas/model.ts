import { z } from 'zod';
import { AnyObject, Timestamp } from './json.ts';

export const ModelView = z
  .strictObject({
    name: z.string(),
    latest_version: z.int(),
    aliases: z.record(z.string(), z.int()),
    created_at: Timestamp,
  })
  .meta({ id: 'Model' });

export const ModelList = z
  .strictObject({ models: z.array(ModelView), total_entries: z.int() })
  .meta({ id: 'ModelList' });

export const ModelVersionView = z
  .strictObject({
    name: z.string(),
    version: z.int(),
    aliases: z.array(z.string()),
    source: z.strictObject({ dag_id: z.string(), dag_run_id: z.string(), path: z.string() }),
    sha256: z.string(),
    size: z.int(),
    signature: AnyObject,
    metrics: z.record(z.string(), z.number()),
    lineage: AnyObject,
    tags: z.record(z.string(), z.string()),
    created_at: Timestamp,
  })
  .meta({ id: 'ModelVersion' });

export const ModelVersionList = z
  .strictObject({ model_versions: z.array(ModelVersionView), total_entries: z.int() })
  .meta({ id: 'ModelVersionList' });
