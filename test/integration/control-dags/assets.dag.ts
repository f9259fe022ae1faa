import { z } from 'zod';
import { asset, dag, task, waitForEvent } from 'perdure';

const Table = z.object({ uri: z.string(), rows: z.number() });
const orders = asset({ name: 'control_orders', uri: 's3://lake/orders', payload: Table });

const load = task({
  name: 'load',
  input: z.object({ uri: z.string() }),
  output: Table,
  outlets: [orders],
  run: ({ uri }) => ({ uri, rows: 3 }),
});

/** Updates the asset. */
export const producer = dag({ id: 'asset_producer', params: { uri: z.string() } }, ({ params }) =>
  load({ uri: params.uri }),
);

/** Waits for an update of one table. */
export const consumer = dag({ id: 'asset_consumer', params: { uri: z.string() } }, ({ params }) =>
  waitForEvent(orders, { where: { uri: params.uri }, timeout: '1m' }),
);
