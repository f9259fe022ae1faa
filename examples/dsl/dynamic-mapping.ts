// Airflow: example_dynamic_task_mapping. Map over a list made at run time, then reduce.
import { z } from 'zod';
import { dag, map, task } from 'perdure';

const list = task({
  name: 'list',
  input: z.object({ n: z.int().positive() }),
  output: z.array(z.number()),
  run: ({ n }) => Array.from({ length: n }, (_, i) => i),
});
const addOne = task({
  name: 'add_one',
  input: z.object({ x: z.number(), by: z.number().default(1) }),
  output: z.number(),
  run: ({ x, by }) => x + by,
});
const sum = task({
  name: 'sum_it',
  input: z.object({ values: z.array(z.number()) }),
  output: z.number(),
  run: ({ values }) => values.reduce((a, b) => a + b, 0),
});

export const mapping = dag(
  { id: 'example_dynamic_task_mapping', params: { n: z.int().max(1000).default(3) } },
  ({ params }) => {
    const added = map(list({ n: params.n }), (x) => addOne({ x }), { maxParallel: 8 });
    const again = map(added, (x) => addOne({ x, by: 10 }, { id: 'add_ten' }));
    return sum({ values: again });
  },
);
