// waitUntil and waitForEvent: waits that need no worker at all.
import { z } from 'zod';
import { dag, event, shift, task, waitForEvent, waitUntil } from 'perdure';

export const labelled = event({
  name: 'control_flow.labelled',
  payload: z.object({ batch: z.string(), labels: z.number() }),
});

const use = task({
  name: 'use',
  input: z.object({ labels: z.number().optional(), time: z.string().optional() }),
  output: z.string(),
  run: ({ labels = 0, time }) => `${labels} labels at ${time ?? 'any time'}`,
});

const params = { batch: z.string().default('b1') };

export const waiting = dag({ id: 'waiting', params }, ({ params: { batch }, run }) => {
  const time = waitUntil(shift(run.logicalDate, '2s'));
  // Told by `POST /api/v1/events`; after an hour the run goes on without.
  const news = waitForEvent(labelled, {
    where: { batch },
    timeout: '1h',
    softFail: true,
    after: time,
  });
  return use({ labels: news.labels, time }, { triggerRule: 'none_failed' });
});
