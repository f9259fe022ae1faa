import { traceCaller } from '../fault/trace.ts';
import type { Duration } from '../task/duration.ts';
import type { TimeSchedule } from './schedule.ts';
import { timeSchedule } from './schedule-spec.ts';

/**
 * A cron schedule, five fields, one or several.
 *
 * @example
 * ```ts
 * dag({ id: 'nightly', schedule: cron('0 3 * * *', { timezone: 'Europe/Paris' }) }, () => {
 *   ingest({ url: 's3://data/digits.csv' });
 * });
 * ```
 */
export function cron(
  expression: string | readonly string[],
  options: { timezone?: string; jitter?: Duration } = {},
): TimeSchedule {
  return timeSchedule('cron', { expression, ...options }, traceCaller(cron));
}
