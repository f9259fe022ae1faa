import { z } from 'zod';
import { dag, map, task } from 'perdure';

const square = task({
  name: 'square',
  input: z.object({ x: z.number() }),
  output: z.number(),
  run: ({ x }) => x * x,
});
const total = task({
  name: 'total',
  input: z.object({ values: z.array(z.number()) }),
  output: z.number(),
  run: ({ values }) => values.reduce((a, b) => a + b, 0),
});
const params = { numbers: z.array(z.number()).default([1, 2, 3]) };
export const first = dag({ id: 'first', schedule: '@daily', params }, ({ params }) => {
  const squares = map(params.numbers, (x) => square({ x })); // one task instance an item, in order
  return total({ values: squares });
});
