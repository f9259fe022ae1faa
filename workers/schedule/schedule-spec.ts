import type { CalendarSpec, ScheduleSpec } from '@temporalio/client';
import { CronExpressionParser } from 'cron-parser';
import type { PlanSchedule } from '../../dsl/plan/plan.ts';
import { clockGaps } from './clock-gap.ts';
import { PRESET_CRON, timetableOf } from './timetable.ts';

/** How often Temporal looks whether a `@continuous` dag may start again. */
const CONTINUOUS_INTERVAL_MS = 5_000;
const GAP_YEARS = 10;
/** One a minute of the hour that a clock leaves out. */
const MOST_MOVED = 60;

/**
 * A Temporal schedule that fires at least at every due time.
 *
 * C1 Never a cron string: Temporal reads `#` as a comment, ANDs the day fields and skips clock
 *    changes. Calendars are a superset of the timetable; the run's first step drops the rest.
 * C2 Due times that a clock change moves (02:30 on a day without one) get a dated calendar each,
 *    for ten years ahead.
 *
 * `undefined`: nothing for Temporal to fire (`@once`, events).
 */
export function scheduleSpecOf(schedule: PlanSchedule, from: Date): ScheduleSpec | undefined {
  switch (schedule.kind) {
    case 'preset': {
      if (schedule.preset === '@continuous') {
        return { intervals: [{ every: CONTINUOUS_INTERVAL_MS }] };
      }
      const cron = PRESET_CRON[schedule.preset];
      return cron === undefined ? undefined : { calendars: calendarsOf(cron), timezone: 'UTC' };
    }
    case 'cron': {
      const { expressions, timezone, jitterMs } = schedule;
      return {
        calendars: [...expressions.flatMap(calendarsOf), ...movedTimes(schedule, timezone, from)],
        timezone,
        jitter: jitterMs,
      };
    }
    case 'every':
      return { intervals: [{ every: schedule.intervalMs, offset: schedule.offsetMs }] };
    case 'events':
      return undefined;
  }
}

/** Cron runs when either day field matches, once both are given; a calendar needs all its fields. */
function calendarsOf(expression: string): CalendarSpec[] {
  const { fields } = CronExpressionParser.parse(expression);
  const [, , dayOfMonthText = '*', , dayOfWeekText = '*'] = expression.trim().split(/\s+/);
  const dayOfMonth = plainValues(fields.dayOfMonth.values);
  const dayOfWeek = plainValues(fields.dayOfWeek.values);
  const anyDay = { dayOfMonth: '*' as const, dayOfWeek: '*' as const };
  const clock = {
    second: 0,
    minute: [...fields.minute.values],
    hour: [...fields.hour.values],
    month: fields.month.values.map((month) => MONTHS[month - 1] ?? 'JANUARY'),
  };
  const byMonthDay = { ...clock, ...anyDay, ...(dayOfMonth && { dayOfMonth }) };
  const byWeekDay = { ...clock, ...anyDay, ...(dayOfWeek && { dayOfWeek: weekDays(dayOfWeek) }) };
  if (isAny(dayOfMonthText)) return [byWeekDay];
  if (isAny(dayOfWeekText)) return [byMonthDay];
  return [byMonthDay, byWeekDay];
}

/** Any day: a step (a slash behind the star) names days. */
function isAny(field: string): boolean {
  return field === '*' || field === '?';
}

/** `L` and `#` have no calendar form: any day then, and the timetable picks. */
function plainValues(values: readonly (number | string)[]): number[] | undefined {
  return values.every((value) => typeof value === 'number') ? [...values] : undefined;
}

/** Cron's 7 is Sunday again. */
function weekDays(days: readonly number[]): (typeof WEEK_DAYS)[number][] {
  return [...new Set(days.map((day) => WEEK_DAYS[day % 7] ?? 'SUNDAY'))];
}

function movedTimes(schedule: PlanSchedule, zone: string, from: Date): CalendarSpec[] {
  const timetable = timetableOf(schedule);
  if (timetable === undefined) return [];
  return clockGaps(zone, from, GAP_YEARS).flatMap(({ before, localTimeOf }) => {
    const calendars: CalendarSpec[] = [];
    const end = before.getTime() + 2 * 3_600_000;
    for (let due = timetable.next(before); due.getTime() < end; due = timetable.next(due)) {
      const { year, month, day, hour, minute } = localTimeOf(due);
      calendars.push({
        second: 0,
        minute,
        hour,
        dayOfMonth: day,
        month: MONTHS[month - 1] ?? 'JANUARY',
        year,
      });
      if (calendars.length >= MOST_MOVED) break;
    }
    return calendars;
  });
}

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;
const WEEK_DAYS = [
  'SUNDAY',
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
] as const;
