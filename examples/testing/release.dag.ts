import { z } from 'zod';
import { approval, branch, dag, event, sensor, task, template, waitForEvent } from 'perdure';

const Model = z.object({ name: z.string(), accuracy: z.number() });
export const labelled = event({ name: 'labels.ready', payload: z.object({ batch: z.string() }) });

const upload = sensor({
  name: 'upload',
  output: z.string(),
  pokeInterval: '10m',
  timeout: '14d',
  softFail: true,
  poke: () => undefined, // asks the bucket in real life
});
const train = task({
  name: 'train',
  queue: 'gpu',
  input: z.object({ file: z.string(), batch: z.string() }),
  output: Model,
  retries: 2,
  retryDelay: '1h',
  retryJitter: 0,
  timeout: '6h',
  run: ({ batch }) => ({ name: batch, accuracy: 0.9 }),
});
const deploy = task({
  name: 'deploy',
  input: z.object({ model: Model }),
  output: z.string(),
  run: ({ model }) => model.name,
});
const tell = task({ name: 'tell', input: z.object({ text: z.string() }), run: () => undefined });

export const release = dag({ id: 'release' }, () => {
  const file = upload();
  const labels = waitForEvent(labelled, { timeout: '30d' });
  const model = train({ file, batch: labels.batch });
  const answer = approval({
    subject: template`Release ${model.name} with ${model.accuracy}?`,
    form: z.object({ why: z.string() }),
    approvers: 2,
    timeout: '3d',
    onTimeout: 'rejected',
  });
  branch(answer.decision, {
    approved: () => deploy({ model }),
    rejected: () => tell({ text: template`${model.name} stays where it is.` }),
  });
});
