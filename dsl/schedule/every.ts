import { traceCaller } from '../fault/trace.ts';
import type { Duration } from '../task/duration.ts';
import type { TimeSchedule } from './schedule.ts';
import { timeSchedule } from './schedule-spec.ts';

/** A run each interval. */
export function every(interval: Duration, options: { offset?: Duration } = {}): TimeSchedule {
  return timeSchedule('every', { interval, ...options }, traceCaller(every));
}
