// runDag runs another dag as a task and gives its result; triggerDag starts one and goes on.
import { z } from 'zod';
import { dag, map, runDag, task, triggerDag } from 'perdure';

const square = task({
  name: 'square',
  input: z.object({ x: z.number() }),
  output: z.number(),
  run: ({ x }) => x * x,
});
const sum = task({
  name: 'sum',
  input: z.object({ parts: z.array(z.number()) }),
  output: z.number(),
  run: ({ parts }) => parts.reduce((a, b) => a + b, 0),
});
const note = task({
  name: 'note',
  input: z.object({ text: z.string() }),
  run: ({ text }, ctx) => ctx.log.info(text),
});

export const part = dag({ id: 'part', params: { x: z.number() } }, ({ params }) =>
  square({ x: params.x }),
);
export const tail = dag(
  { id: 'tail', params: { text: z.string().default('done') } },
  ({ params }) => note({ text: params.text }),
);

export const children = dag({ id: 'children' }, () => {
  const parts = map([1, 2, 3], (x) => runDag(part, { x }, { retries: 1, retryDelay: '1s' }));
  const total = sum({ parts });
  triggerDag(tail, { text: 'The parts are in.' }, { after: total });
  return total;
});
