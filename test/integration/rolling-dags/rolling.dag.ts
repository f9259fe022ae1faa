import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { dag, map, task, type Callback } from 'perdure';

const pause = task({
  name: 'pause',
  input: z.object({ item: z.number() }),
  output: z.number(),
  run: async ({ item }) => {
    await sleep(200);
    return item;
  },
});
/** Work for a few seconds, while workers come and go. */
export const busy = dag({ id: 'busy' }, () =>
  map(
    Array.from({ length: 120 }, (_, at) => at),
    (item) => pause({ item }),
    { maxParallel: 6 },
  ),
);

const post: Callback = async (event, { messageId }) => {
  const url = process.env['PERDURE_TEST_SINK'] ?? '';
  const body = JSON.stringify({ kind: event.state, messageId });
  const answer = await fetch(url, { method: 'POST', body });
  if (!answer.ok) throw new Error(`The sink said ${answer.status}.`);
};
const told = task({ name: 'told', onSuccess: post, run: () => undefined });
export const telling = dag({ id: 'telling', onSuccess: post }, () => {
  told();
});

const slow = task({
  name: 'slow',
  input: z.object({ seed: z.number() }),
  output: z.number(),
  cache: { scope: 'dag' },
  run: async ({ seed }) => {
    await sleep(200);
    return seed + Math.random();
  },
});
export const reusing = dag({ id: 'reusing', params: { seed: z.number() } }, ({ params }) => ({
  values: map([1, 2, 3, 4, 5, 6, 7, 8], () => slow({ seed: params.seed })),
}));
