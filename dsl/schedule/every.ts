import { notBuilt } from '../not-built.ts';
import type { Duration } from '../task/duration.ts';
import type { TimeSchedule } from './schedule.ts';

/** A run each interval. */
export function every(interval: Duration, options?: { offset?: Duration }): TimeSchedule {
  void [interval, options];
  return notBuilt();
}
