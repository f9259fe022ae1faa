// Airflow: example_sensors + example_assets (producer). Waits for the file, loads it, updates the asset.
import { z } from 'zod';
import { dag, every, sensor, shift, task, template, waitUntil } from 'perdure';
import { orders, Table } from './assets.ts';

const fileReady = sensor({
  name: 'file_ready',
  input: z.object({ path: z.string() }),
  output: z.object({ path: z.string(), size: z.number() }),
  pokeInterval: '1m',
  exponentialBackoff: true,
  timeout: '6h',
  softFail: true,
  poke: async ({ path }) => (path ? { path, size: 1 } : undefined),
});
const load = task({
  name: 'load_orders',
  input: z.object({ path: z.string(), day: z.string() }),
  output: Table,
  outlets: [orders],
  run: ({ path, day }) => ({ uri: path, rows: 10, day: day.slice(0, 10) }),
});

export const producer = dag(
  {
    id: 'orders_producer',
    schedule: every('1d'),
    params: { bucket: z.string().default('incoming') },
  },
  ({ params, run }) => {
    const late = waitUntil(shift(run.dataInterval.end, '2h'));
    const file = fileReady(
      { path: template`s3://${params.bucket}/${run.logicalDate}/orders.csv` },
      { after: late },
    );
    load({ path: file.path, day: run.logicalDate });
  },
);
