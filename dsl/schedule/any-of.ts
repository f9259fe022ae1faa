import type { Happening, Source } from '../asset/source.ts';
import { sourcesByName } from '../asset/source-definition.ts';
import { traceCaller } from '../fault/trace.ts';
import { withSpec } from './schedule-spec.ts';
import type { EventSchedule } from './schedule.ts';

/**
 * Runs when any has news; the others are `undefined`.
 *
 * @example
 * ```ts
 * const orders = asset({ name: 'orders', uri: 's3://lake/orders', payload: Dataset });
 * const users = asset({ name: 'users', uri: 's3://lake/users', payload: Dataset });
 * dag({ id: 'report', schedule: anyOf({ orders, users }) }, ({ events }) => {
 *   notify({ text: 'News', detail: events.orders.payload.uri });
 * });
 * ```
 */
export function anyOf<const S extends Record<string, Source<unknown>>>(
  sources: S,
): EventSchedule<{
  readonly [K in keyof S]: S[K] extends Source<infer T> ? Happening<T> | undefined : never;
}> {
  const spec = {
    kind: 'any',
    sources: sourcesByName(sources),
    trace: traceCaller(anyOf),
  } as const;
  return withSpec({ kind: 'any' }, spec);
}
