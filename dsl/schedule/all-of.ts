import type { Happening, Source } from '../asset/source.ts';
import { sourcesByName } from '../asset/source-definition.ts';
import { traceCaller } from '../fault/trace.ts';
import { withSpec } from './schedule-spec.ts';
import type { EventSchedule } from './schedule.ts';

/**
 * Runs once all have news since the last run.
 *
 * @example
 * ```ts
 * const orders = asset({ name: 'orders', uri: 's3://lake/orders', payload: Dataset });
 * const users = asset({ name: 'users', uri: 's3://lake/users', payload: Dataset });
 * dag({ id: 'join', schedule: allOf({ orders, users }) }, ({ events }) => {
 *   train({ data: events.orders.payload, lr: 0.1 });
 * });
 * ```
 */
export function allOf<const S extends Record<string, Source<unknown>>>(
  sources: S,
): EventSchedule<{
  readonly [K in keyof S]: S[K] extends Source<infer T> ? Happening<T> : never;
}> {
  const spec = {
    kind: 'all',
    sources: sourcesByName(sources),
    trace: traceCaller(allOf),
  } as const;
  return withSpec({ kind: 'all' }, spec);
}
