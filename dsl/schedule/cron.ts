import { notBuilt } from '../not-built.ts';
import type { Duration } from '../task/duration.ts';
import type { TimeSchedule } from './schedule.ts';

/** A cron schedule, five fields, one or several. */
export function cron(
  expression: string | readonly string[],
  options?: { timezone?: string; jitter?: Duration },
): TimeSchedule {
  void [expression, options];
  return notBuilt();
}
