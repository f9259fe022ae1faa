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
    description: z.string(),
    approval: z
      .strictObject({
        state: z.enum(['approved', 'rejected']),
        by: z.string(),
        at: Timestamp,
        reason: z.string(),
      })
      .nullable()
      .meta({ description: 'The newest decision of a person; null while there is none.' }),
    tracking_run: z.string().nullable().meta({ description: 'The run of tracking that made it.' }),
  })
  .meta({ id: 'ModelVersion' });

/** Where an alias is to point, and where it is expected to point now. */
export const AliasBody = z.strictObject({
  version: z.int().positive(),
  expected: z.int().positive().nullable().optional().meta({
    description: 'Refused unless it points there (null: nowhere). Left out: wherever it points.',
  }),
});

export const ModelVersionChange = z.strictObject({
  description: z.string().max(5_000).optional(),
  tags: z
    .record(z.string(), z.string().nullable())
    .optional()
    .meta({ description: 'Null takes a tag away.' }),
  approval: z
    .strictObject({ state: z.enum(['approved', 'rejected']), reason: z.string().max(5_000) })
    .optional(),
});

export const AliasHistory = z
  .strictObject({
    moves: z.array(
      z.strictObject({
        from: z.int().nullable(),
        to: z.int().nullable(),
        at: Timestamp,
        by: z.string(),
      }),
    ),
  })
  .meta({ id: 'AliasHistory' });

export const ModelVersionList = z
  .strictObject({ model_versions: z.array(ModelVersionView), total_entries: z.int() })
  .meta({ id: 'ModelVersionList' });
