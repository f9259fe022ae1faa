import { z } from 'zod';
import { AnyObject, Timestamp } from './json.ts';

export const DagView = z
  .strictObject({
    dag_id: z.string(),
    is_paused: z.boolean(),
    timetable_summary: z.string().nullable(),
    fileloc: z.string(),
    tags: z.array(z.string()),
    owner: z.string().nullable(),
    plan_hash: z.string(),
    build: z.string(),
    last_parsed_time: Timestamp,
  })
  .meta({ id: 'Dag' });

export const DagDetails = z
  .strictObject({
    ...DagView.shape,
    doc: z.string().nullable(),
    params: AnyObject.meta({ description: "JSON Schema of a run's conf." }),
    settings: AnyObject,
    schedule: AnyObject.nullable(),
    task_count: z.int(),
  })
  .meta({ id: 'DagDetails' });

export const DagList = z
  .strictObject({ dags: z.array(DagView), total_entries: z.int() })
  .meta({ id: 'DagList' });

export const DagPatch = z.strictObject({ is_paused: z.boolean() }).meta({ id: 'DagPatch' });

export const GraphFormat = z.enum(['mermaid', 'tree', 'markdown']);
export const GraphView = z
  .strictObject({ plan_hash: z.string(), format: GraphFormat, text: z.string() })
  .meta({ id: 'Graph' });

export const ImportErrorList = z
  .strictObject({
    import_errors: z.array(
      z.strictObject({ filename: z.string(), code: z.string(), message: z.string() }),
    ),
    total_entries: z.int(),
  })
  .meta({ id: 'ImportErrorList' });
