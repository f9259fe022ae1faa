import { z } from 'zod';
import { AnyObject, Timestamp } from './json.ts';
import { RunStateWord } from './dag-run.ts';
import { WorkerFactsView } from './task-instance.ts';

const ContentView = z.strictObject({
  at: z.string().meta({ description: 'JSON pointer into the output.' }),
  kind: z.enum(['data', 'model', 'file']),
  sha256: z.string(),
  uri: z.string().nullable(),
});
const MetricView = z.strictObject({
  at: z.string().meta({ description: 'JSON pointer into the output.' }),
  value: z.number(),
});

export const ManifestView = z
  .strictObject({
    dag_id: z.string(),
    dag_run_id: z.string(),
    state: RunStateWord,
    logical_date: Timestamp,
    data_interval_start: Timestamp,
    data_interval_end: Timestamp,
    conf: AnyObject.meta({ description: 'The params, seeds and data locations among them.' }),
    plan_hash: z.string(),
    build: z.string().nullable().meta({
      description: 'Hash over the dag files, their imports, the lockfile and the engine.',
    }),
    current_plan_hash: z.string().nullable().meta({ description: 'What the dag is by now.' }),
    current_build: z.string().nullable(),
    engine_version: z.string(),
    tasks: z.array(
      z.strictObject({
        path: z.string(),
        state: z.string(),
        try_number: z.int(),
        worker: WorkerFactsView.nullable(),
        contents: z.array(ContentView),
        metrics: z.array(MetricView),
      }),
    ),
  })
  .meta({
    id: 'RunManifest',
    description: 'What a run was made from, and the hash of everything it made.',
  });
