import { z } from 'zod';
import { RunId } from './id.ts';
import { AnyJson, AnyObject, Timestamp } from './json.ts';

export const RunStateWord = z.enum(['queued', 'running', 'success', 'failed']);

export const DagRunView = z
  .strictObject({
    dag_id: z.string(),
    dag_run_id: z.string(),
    run_type: z.string(),
    state: RunStateWord,
    is_paused: z.boolean().meta({ description: 'Nothing new starts until it is resumed.' }),
    parent: z
      .strictObject({ dag_id: z.string(), dag_run_id: z.string(), path: z.string() })
      .nullable()
      .meta({ description: 'The task instance that started it.' }),
    logical_date: Timestamp,
    data_interval_start: Timestamp,
    data_interval_end: Timestamp,
    queued_at: Timestamp,
    start_date: Timestamp.nullable(),
    end_date: Timestamp.nullable(),
    duration: z.number().nullable().meta({ description: 'Seconds; null until the run ends.' }),
    conf: AnyObject,
    plan_hash: z.string(),
    build: z.string().nullable(),
    generation: z.int(),
    workflow_id: z.string(),
    note: z.string().nullable(),
    result: AnyJson.nullable(),
  })
  .meta({ id: 'DagRun' });

export const DagRunList = z
  .strictObject({
    dag_runs: z.array(DagRunView),
    next_before: Timestamp.nullable().meta({
      description: 'Hand it back as `before` for the next page; null at the end.',
    }),
  })
  .meta({ id: 'DagRunList' });

export const TriggerBody = z
  .strictObject({
    conf: AnyObject.optional(),
    logical_date: z.iso.datetime({ offset: true }).optional(),
    dag_run_id: RunId.optional(),
  })
  .meta({ id: 'TriggerDagRun' });

export const ChildList = z
  .strictObject({ dag_runs: z.array(DagRunView), total_entries: z.int() })
  .meta({ id: 'ChildDagRunList' });
