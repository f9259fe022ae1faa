/** Airflow's names for common timetables. */
export type Preset =
  | '@once'
  | '@continuous'
  | '@hourly'
  | '@daily'
  | '@weekly'
  | '@monthly'
  | '@quarterly'
  | '@yearly';

/** A schedule by the clock. */
export interface TimeSchedule {
  readonly kind: 'cron' | 'every';
  readonly spec: object;
}

/** A schedule by assets or events; E is what the body finds in `events`. */
export interface EventSchedule<out E> {
  readonly kind: 'all' | 'any';
  readonly events?: E;
}
