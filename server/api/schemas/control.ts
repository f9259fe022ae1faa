import { z } from 'zod';
import { ID_PATTERN } from '../../../workflows/protocol/names.ts';
import { InstancePath, RunId } from './id.ts';
import { storableText } from './storable.ts';
import { TaskInstanceView } from './task-instance.ts';

/** Why somebody does something to a run; the audit keeps it. */
export const Note = storableText(500).meta({ description: 'Why; kept in the event log.' });

/**
 * A task, group or region by its id, an instance by its path, or as Airflow has it: the id with a
 * map index.
 */
const TaskSelector = z.union([
  InstancePath,
  z.tuple([z.string().regex(ID_PATTERN), z.int().min(0).max(10_000_000)]),
]);
export const TaskSelectors = z.array(TaskSelector).min(1).max(1_000);

const Around = {
  include_upstream: z.boolean().default(false),
  include_downstream: z.boolean().default(false),
};

export const ClearBody = z
  .strictObject({
    dag_run_id: RunId,
    dry_run: z.boolean().default(true).meta({ description: 'As in Airflow: true unless told.' }),
    task_ids: TaskSelectors.optional().meta({ description: 'All tasks when left out.' }),
    ...Around,
    only_failed: z.boolean().default(true),
    only_running: z.boolean().default(false),
    reset_dag_runs: z.literal(true).optional().meta({
      description: 'A run with a cleared task is always open again.',
    }),
    run_on_latest_version: z.boolean().default(false).meta({
      description: "On the dag's newest plan and build; a run that is still open keeps its own.",
    }),
    keep_checkpoints: z.boolean().default(false).meta({
      description: 'Cleared tasks go on from their newest checkpoint.',
    }),
    note: Note.optional(),
  })
  .meta({ id: 'ClearTaskInstances' });

export const ClearRunBody = z
  .strictObject({
    dry_run: z.boolean().default(true).meta({ description: 'As in Airflow: true unless told.' }),
    only_failed: z.boolean().default(false),
    run_on_latest_version: z.boolean().default(false),
    keep_checkpoints: z.boolean().default(false),
    note: Note.optional(),
  })
  .meta({ id: 'ClearDagRun' });

export const MarkedState = z.enum(['success', 'failed', 'skipped']);

const MarkOne = {
  new_state: MarkedState,
  ...Around,
  dry_run: z.boolean().default(false),
  note: Note.optional(),
};
export const MarkInstanceBody = z.strictObject(MarkOne).meta({ id: 'PatchTaskInstance' });
export const MarkBody = z
  .strictObject({ task_ids: TaskSelectors, ...MarkOne })
  .meta({ id: 'PatchTaskInstances' });

export const DagRunPatch = z
  .strictObject({
    state: z.enum(['queued', 'success', 'failed']).optional().meta({
      description:
        'As in Airflow: `queued` clears the run, `success` marks what has not ended, `failed` stops it.',
    }),
    paused: z.boolean().optional().meta({
      description: 'While true nothing new starts; what runs goes on.',
    }),
    note: Note.optional(),
  })
  .refine(({ state, paused }) => (state === undefined) !== (paused === undefined), {
    message: 'Give either state or paused',
  })
  .meta({ id: 'DagRunPatch' });

/** What a verb touched, or would touch. */
export const ControlView = z
  .strictObject({
    task_instances: z.array(TaskInstanceView).meta({ description: 'The first 1,000 of them.' }),
    total_entries: z.int(),
    dry_run: z.boolean(),
    generation: z.int().nullable().meta({ description: "The run's from here on." }),
    request_id: z.string().nullable().meta({ description: 'The id of its row in the event log.' }),
  })
  .meta({ id: 'ControlledTaskInstances' });
