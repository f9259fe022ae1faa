/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { allOf, anyOf, cron, dag, every } from '../index.ts';
import { A, B, E, ingest, soft } from './fixtures.test-d.ts';

dag({ id: 'one', schedule: cron('0 3 * * *', { timezone: 'Europe/Paris' }) }, () => {});
dag({ id: 'two', schedule: cron(['0 3 * * *', '0 9 * * 1'], { jitter: '30s' }) }, () => {});
dag({ id: 'three', schedule: every('15m', { offset: '1m' }) }, () => {});
dag({ id: 'all', schedule: allOf({ a: A, b: B }) }, ({ events }) => {
  ingest({ url: events.a.payload.uri });
  ingest({ url: events.b.payload.hash });
});
dag({ id: 'any', schedule: anyOf({ a: A, e: E }) }, ({ events }) => {
  soft({ why: 'x', uri: events.a.payload.uri });
  soft({ why: 'x', uri: events.e.payload.batch });
  // @ts-expect-error under anyOf an event may be missing
  ingest({ url: events.a.payload.uri });
});

dag({ id: 'no', schedule: allOf({ a: A, b: B }) }, ({ events }) => {
  // @ts-expect-error
  ingest({ url: events.a.payload.hash });
  // @ts-expect-error
  ingest({ url: events.c.payload.uri });
});
// @ts-expect-error
every('soon');
// @ts-expect-error
cron(3);
// @ts-expect-error
cron('0 3 * * *', { timezon: 'UTC' });
// @ts-expect-error
allOf({ a: 'orders' });
