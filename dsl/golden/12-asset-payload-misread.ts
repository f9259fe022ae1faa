import { allOf, dag } from 'perdure';
import { ingest, orders } from './mistakes-prelude.ts';

dag({ id: 'd', schedule: allOf({ orders }) }, ({ events }) => {
  ingest({ url: events.orders.payload.hash });
});
