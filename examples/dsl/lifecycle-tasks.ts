// Reusable lifecycle tasks, as `perdure/tasks` ships them; here only their signatures matter.
import { z } from 'zod';
import { task } from 'perdure';

export const Dataset = z.object({ uri: z.string(), sha256: z.string(), rows: z.number() });
export const ModelVersion = z.object({ uri: z.string(), name: z.string(), version: z.number() });
export const Scored = z.object({ model: ModelVersion, accuracy: z.number() });
const data: z.infer<typeof Dataset> = { uri: '', sha256: '', rows: 0 };
const model: z.infer<typeof ModelVersion> = { uri: '', name: 'digits', version: 1 };

export const ingestCsv = task({
  name: 'ingest_csv',
  input: z.object({ url: z.string() }),
  output: Dataset,
  run: () => data,
});
export const validate = task({
  name: 'validate',
  input: z.object({ data: Dataset, suite: z.array(z.string()) }),
  output: z.object({ passed: z.boolean() }),
  run: () => ({ passed: true }),
});
export const split = task({
  name: 'split',
  input: z.object({
    data: Dataset,
    testShare: z.number().gt(0).lt(1).default(0.2),
    seed: z.int().default(7),
  }),
  output: z.object({ train: Dataset, test: Dataset }),
  run: () => ({ train: data, test: data }),
});
export const train = task({
  name: 'train',
  queue: 'gpu',
  resources: { gpu: 1 },
  retries: 2,
  retryDelay: '30s',
  timeout: '2h',
  heartbeatTimeout: '30s',
  input: z.object({ data: Dataset, lr: z.number(), layers: z.array(z.number()).default([64]) }),
  output: Scored,
  run: () => ({ model, accuracy: 1 }),
});
export const evaluate = task({
  name: 'evaluate',
  input: z.object({ models: z.array(Scored), test: Dataset, minAccuracy: z.number() }),
  output: z.object({
    verdict: z.enum(['promote', 'reject']),
    best: ModelVersion,
    accuracy: z.number(),
  }),
  run: () => ({ verdict: 'promote' as const, best: model, accuracy: 1 }),
});
export const deploy = task({
  name: 'deploy',
  input: z.object({
    model: ModelVersion,
    alias: z.enum(['champion', 'challenger']).default('champion'),
  }),
  output: z.object({ url: z.url() }),
  run: () => ({ url: 'http://localhost' }),
});
export const notify = task({
  name: 'notify',
  input: z.object({ text: z.string(), accuracy: z.number().optional() }),
  output: z.object({ sent: z.boolean() }),
  run: () => ({ sent: true }),
});
