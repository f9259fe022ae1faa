// Airflow: example_assets (consumer). Runs when both tables have news; events are typed by the assets' payloads.
import { z } from 'zod';
import { allOf, dag, task } from 'perdure';
import { orders, users } from './assets.ts';

const join = task({
  name: 'join_tables',
  input: z.object({ left: z.string(), right: z.string(), expected: z.number() }),
  output: z.object({ rows: z.number() }),
  run: ({ expected }) => ({ rows: expected }),
});

export const consumer = dag(
  { id: 'orders_by_user', schedule: allOf({ orders, users }) },
  ({ events }) =>
    join({
      left: events.orders.payload.uri,
      right: events.users.payload.uri,
      expected: events.orders.payload.rows,
    }),
);
