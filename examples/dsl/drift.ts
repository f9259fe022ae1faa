// Drift: find the causes, act on each that applies (several may), then report whatever ran.
import { z } from 'zod';
import { asset, branch, dag, event, task, triggerDag, waitForEvent } from 'perdure';
import { Dataset, notify } from './lifecycle-tasks.ts';
import { digits } from './digits.ts';

export const labelled = event({
  name: 'labels.ready',
  payload: z.object({ batch: z.string(), data: Dataset }),
});
export const driftReport = asset({
  name: 'drift_report',
  uri: 's3://reports/drift',
  payload: z.object({
    batch: z.string(),
    score: z.number(),
    causes: z.array(z.enum(['schema', 'covariate', 'concept'])),
  }),
});
const diagnose = task({
  name: 'diagnose',
  input: z.object({ batch: z.string() }),
  outlets: [driftReport],
  output: z.object({
    batch: z.string(),
    score: z.number(),
    causes: z.array(z.enum(['schema', 'covariate', 'concept'])),
  }),
  run: ({ batch }) => ({ batch, score: 0.3, causes: ['covariate' as const] }),
});
const quarantine = task({
  name: 'quarantine',
  input: z.object({ batch: z.string() }),
  output: z.object({ moved: z.number() }),
  run: () => ({ moved: 1 }),
});
const refit = task({
  name: 'refit_scaler',
  input: z.object({ batch: z.string() }),
  output: z.object({ uri: z.string() }),
  run: () => ({ uri: '' }),
});

export const drift = dag(
  { id: 'drift', params: { batch: z.string(), dataUrl: z.string() } },
  ({ params }) => {
    const found = diagnose({ batch: params.batch });
    const acted = branch(found.causes, {
      schema: () => quarantine({ batch: found.batch }),
      covariate: () => refit({ batch: found.batch }),
      concept: () => {
        const labels = waitForEvent(labelled, {
          where: { batch: found.batch },
          timeout: '7d',
          softFail: true,
        });
        return triggerDag(digits, { url: labels.data.uri });
      },
    });
    notify(
      { text: 'Drift handled', accuracy: acted.schema.moved },
      { after: acted, triggerRule: 'none_failed' },
    );
  },
);
