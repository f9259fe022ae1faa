import { traceCaller } from '../fault/trace.ts';
import type { Duration } from '../task/duration.ts';
import type { TimeSchedule } from './schedule.ts';
import { timeSchedule } from './schedule-spec.ts';

/**
 * A run each interval.
 *
 * @example
 * ```ts
 * dag({ id: 'often', schedule: every('15m') }, () => {
 *   ingest({ url: 's3://data/digits.csv' });
 * });
 * ```
 */
export function every(interval: Duration, options: { offset?: Duration } = {}): TimeSchedule {
  return timeSchedule('every', { interval, ...options }, traceCaller(every));
}
