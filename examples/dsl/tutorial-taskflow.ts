// Airflow: tutorial_taskflow_api. Extract, transform, load.
import { z } from 'zod';
import { dag, task } from 'perdure';

const Orders = z.record(z.string(), z.number());
const extract = task({
  name: 'extract',
  output: Orders,
  run: () => ({ '1001': 301.27, '1002': 433.21, '1003': 502.22 }),
});
const transform = task({
  name: 'transform',
  input: z.object({ orders: Orders }),
  output: z.object({ total: z.number() }),
  run: ({ orders }) => ({ total: Object.values(orders).reduce((sum, value) => sum + value, 0) }),
});
const load = task({
  name: 'load',
  input: z.object({ total: z.number() }),
  run: ({ total }, ctx) => ctx.log.info(`Total: ${total}`),
});

export const tutorial = dag(
  { id: 'tutorial_taskflow_api', catchup: false, tags: ['example'], defaults: { retries: 1 } },
  () => {
    const orders = extract();
    const summary = transform({ orders });
    load({ total: summary.total });
  },
);
