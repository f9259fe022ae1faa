import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { dag, map, sensor, task, type Callback } from 'perdure';

/** Tells the sink of the test, which is another process to a worker. */
const post =
  (kind: string): Callback =>
  async (event, { messageId }) => {
    const url = process.env['PERDURE_TEST_SINK'] ?? '';
    const body = JSON.stringify({ kind, messageId, ...event });
    const answer = await fetch(url, { method: 'POST', body });
    if (!answer.ok) throw new Error(`The sink said ${answer.status}.`);
  };

let asked = 0;
const third = sensor({
  name: 'third',
  output: z.object({ asked: z.number() }),
  pokeInterval: '200ms',
  timeout: '1m',
  poke: () => (++asked % 3 === 0 ? { asked } : undefined),
});
export const waiting = dag({ id: 'waiting' }, () => third({}));

const told = task({
  name: 'told',
  input: z.object({ fail: z.boolean() }),
  retries: 1,
  retryDelay: '100ms',
  onExecute: post('execute'),
  onSuccess: post('success'),
  onRetry: post('retry'),
  onFailure: post('failure'),
  run: ({ fail }) => {
    if (fail) throw new Error('as asked');
  },
});
export const telling = dag(
  {
    id: 'telling',
    params: { fail: z.boolean() },
    onSuccess: post('run success'),
    onFailure: post('run failure'),
  },
  ({ params }) => {
    told({ fail: params.fail });
  },
);

let onDevice = 0;
const compute = task({
  name: 'compute',
  queue: 'gpu',
  isolation: 'inline',
  input: z.object({ item: z.number() }),
  output: z.number(),
  run: async () => {
    onDevice += 1;
    const seen = onDevice;
    await sleep(15);
    onDevice -= 1;
    return seen;
  },
});
/** Tasks for one device through two queues. */
export const sharing = dag({ id: 'sharing' }, () => ({
  plain: map([1, 2, 3, 4], (item) => compute({ item }), { id: 'plain' }),
  large: map([1, 2, 3, 4], (item) => compute({ item }, { resources: { gpuMemory: '0.001Gi' } }), {
    id: 'large',
  }),
}));

const tiny = task({
  name: 'tiny',
  local: true,
  input: z.object({ n: z.number() }),
  output: z.number(),
  run: ({ n }) => n + 1,
});
/** Local tasks one after the other. */
export const chained = dag({ id: 'chained' }, () => {
  let last = tiny({ n: 0 }, { id: 't0' });
  for (let at = 1; at < 200; at++) last = tiny({ n: last }, { id: `t${at}` });
  return last;
});
