// The lifecycle on the digits: ingest, check, split, train candidates side by side, evaluate, promote or say why not.
import { z } from 'zod';
import { branch, cron, dag, map, template } from 'perdure';
import { deploy, evaluate, ingestCsv, notify, split, train, validate } from './lifecycle-tasks.ts';

const trials = [
  { lr: 0.1, layers: [64] },
  { lr: 0.01, layers: [64, 32] },
  { lr: 0.001, layers: [128] },
];

export const digits = dag(
  {
    id: 'digits',
    schedule: cron('0 3 * * *', { timezone: 'Europe/Paris' }),
    catchup: false,
    maxActiveRuns: 1,
    params: { url: z.string(), minAccuracy: z.number().min(0).max(1).default(0.95) },
    onFailure: ({ run, taskId }) => console.error(run.runId, taskId),
  },
  ({ params }) => {
    const raw = ingestCsv({ url: params.url });
    const quality = validate({ data: raw, suite: ['no_nulls', 'label_in_0_9'] });
    const sets = split({ data: raw }, { after: quality });
    const models = map(trials, (trial) => train({ data: sets.train, ...trial }));
    const gate = evaluate({ models, test: sets.test, minAccuracy: params.minAccuracy });
    return branch(gate.verdict, {
      promote: () => deploy({ model: gate.best }),
      reject: () =>
        notify({ text: template`Best accuracy ${gate.accuracy} is below ${params.minAccuracy}.` }),
    });
  },
);
