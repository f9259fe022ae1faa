import type { PlanSchedule } from '../../dsl/plan/plan.ts';

/** A schedule in one line, for lists; null when runs start only when asked for. */
export function scheduleText(schedule: PlanSchedule | undefined): string | null {
  if (schedule === undefined) return null;
  switch (schedule.kind) {
    case 'preset':
      return schedule.preset;
    case 'cron':
      return `${schedule.expressions.join(' | ')} (${schedule.timezone})`;
    case 'every':
      return `every ${schedule.intervalMs / 1000} s`;
    case 'events':
      return `${schedule.mode} of ${schedule.sources.map(({ source }) => source).join(', ')}`;
  }
}
