import { CronExpressionParser } from 'cron-parser';
import type { PlanSchedule } from '../../dsl/plan/plan.ts';

/** When a dag's runs are due. Times are instants; zones are the timetable's own affair. */
export interface Timetable {
  isDue(at: Date): boolean;
  /** The last due time before `at`. */
  previous(at: Date): Date;
  /** The first due time after `at`. */
  next(at: Date): Date;
}

/** Airflow's presets as cron expressions, midnight UTC where a time of day is meant. */
export const PRESET_CRON: { readonly [preset: string]: string } = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@quarterly': '0 0 1 */3 *',
  '@yearly': '0 0 1 1 *',
};

/** Every schedule by time has one; `@once`, `@continuous` and events have none. */
export function timetableOf(schedule: PlanSchedule): Timetable | undefined {
  switch (schedule.kind) {
    case 'preset': {
      const cron = PRESET_CRON[schedule.preset];
      return cron === undefined ? undefined : cronTimetable([cron], 'UTC');
    }
    case 'cron':
      return cronTimetable(schedule.expressions, schedule.timezone);
    case 'every':
      return intervalTimetable(schedule.intervalMs, schedule.offsetMs);
    case 'events':
      return undefined;
  }
}

function cronTimetable(expressions: readonly string[], tz: string): Timetable {
  const step = (at: Date, direction: 'next' | 'prev'): number[] =>
    expressions.map((expression) =>
      CronExpressionParser.parse(expression, { currentDate: at, tz })
        [direction]()
        .toDate()
        .getTime(),
    );
  const next = (at: Date): Date => new Date(Math.min(...step(at, 'next')));
  return {
    next,
    previous: (at) => new Date(Math.max(...step(at, 'prev'))),
    isDue: (at) => isOnWalk(next, at),
  };
}

const WALK_MS = 26 * 3_600_000;

/**
 * Whether walking from due time to due time meets `at`. A look from just before it is not enough:
 * where clocks change, a moved time is only met, and a repeated one only passed over, on the way.
 */
function isOnWalk(next: (at: Date) => Date, at: Date): boolean {
  let due = next(new Date(at.getTime() - WALK_MS));
  while (due.getTime() < at.getTime()) due = next(due);
  return due.getTime() === at.getTime();
}

/** Counted from the Unix epoch, as Temporal counts its intervals. */
function intervalTimetable(intervalMs: number, offsetMs: number): Timetable {
  const index = (at: Date): number => Math.floor((at.getTime() - offsetMs) / intervalMs);
  const time = (k: number): Date => new Date(k * intervalMs + offsetMs);
  return {
    next: (at) => time(index(at) + 1),
    previous: (at) => time(index(new Date(at.getTime() - 1))),
    isDue: (at) => time(index(at)).getTime() === at.getTime(),
  };
}
