import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { dag, task } from 'perdure';
import { real, tune } from 'perdure/tasks';

const slope = task({
  name: 'slope',
  input: z.object({ x: z.number() }),
  output: z.object({ loss: z.number() }),
  heartbeatTimeout: '3s',
  run: async ({ x }) => {
    await sleep(400);
    return { loss: x * x };
  },
});
/** A study whose trials take a moment, while workers come and go. */
export const tuned = dag({ id: 'tuned' }, () =>
  tune(
    {
      ...{ space: { x: real(-1, 1) }, trials: 12, parallel: 3, seed: 5 },
      ...{ sampler: { kind: 'tpe', startup: 4 }, metric: 'loss', direction: 'minimize' },
    },
    ({ params }) => slope({ x: params.x }),
  ),
);
